import { useTranslation } from "react-i18next"

export function FailuresScreen() {
  return <h2>{useTranslation("failures").t("title")}</h2>
}
