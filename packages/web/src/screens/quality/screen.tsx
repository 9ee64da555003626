import { useTranslation } from "react-i18next"

export function QualityScreen() {
  return <h2>{useTranslation("quality").t("title")}</h2>
}
