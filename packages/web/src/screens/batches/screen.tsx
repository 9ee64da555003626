import { useTranslation } from "react-i18next"

export function BatchesScreen() {
  return <h2>{useTranslation("batches").t("title")}</h2>
}
