import { useTranslation } from "react-i18next"

export function NewRunScreen() {
  return <h2>{useTranslation("newRun").t("title")}</h2>
}
