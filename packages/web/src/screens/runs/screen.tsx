import { useTranslation } from "react-i18next"

export function RunsScreen() {
  return <h2>{useTranslation("runs").t("title")}</h2>
}
