import { useTranslation } from "react-i18next"

export function LogsScreen() {
  return <h2>{useTranslation("logs").t("title")}</h2>
}
