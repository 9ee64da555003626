import { useTranslation } from "react-i18next"
import { LANGUAGE_NAMES, LANGUAGES, type Language } from "../i18n/language.ts"
import { changeLanguage } from "../i18n/start-language.ts"

export function LanguageSelect() {
  const { t, i18n } = useTranslation("shell")
  return (
    <select
      aria-label={t("language")}
      value={i18n.language}
      onChange={(event) => void changeLanguage(event.target.value as Language)}
    >
      {LANGUAGES.map((language) => (
        <option key={language} value={language} lang={language}>
          {LANGUAGE_NAMES[language]}
        </option>
      ))}
    </select>
  )
}
