import i18next from "i18next"
import { initReactI18next } from "react-i18next"
import { readChoice, writeChoice } from "../app/choices.ts"
import { type Language, pickLanguage } from "./language.ts"

/** Loads the texts of one language alone. */
const LOADERS = {
  en: async () => (await import("./en.ts")).en,
  "pt-BR": async () => (await import("./pt-BR.ts")).ptBR,
} as const satisfies Record<Language, () => Promise<object>>

/** Begins with the language that was chosen before, or that the browser asks for. Done once, before anything is shown. */
export async function startLanguage(): Promise<void> {
  const language = pickLanguage(readChoice("language"), navigator.languages)
  const texts = await LOADERS[language]()
  document.documentElement.lang = language
  await i18next.use(initReactI18next).init({
    lng: language,
    // Both languages have every text (their types say so), so nothing of another is ever mixed in.
    fallbackLng: false,
    resources: { [language]: texts },
    defaultNS: "shell",
    // React escapes whatever it shows.
    interpolation: { escapeValue: false },
  })
}

export async function changeLanguage(language: Language): Promise<void> {
  const texts = await LOADERS[language]()
  for (const [namespace, resources] of Object.entries(texts))
    i18next.addResourceBundle(language, namespace, resources)
  await i18next.changeLanguage(language)
  document.documentElement.lang = language
  writeChoice("language", language)
}
