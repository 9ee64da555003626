import { useTranslation } from "react-i18next"

export function ResultScreen() {
  return <h2>{useTranslation("result").t("title")}</h2>
}
