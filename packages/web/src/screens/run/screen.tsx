import { useTranslation } from "react-i18next"

export function RunScreen() {
  return <h2>{useTranslation("run").t("title")}</h2>
}
