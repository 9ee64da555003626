export const LANGUAGES = ["en", "pt-BR"] as const
export type Language = (typeof LANGUAGES)[number]

/** What a language calls itself. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = { en: "English", "pt-BR": "Português" }

/** The chosen language, else the first of the browser's that the site speaks, else English. */
export function pickLanguage(chosen: string | null, preferred: readonly string[]): Language {
  const wanted = chosen === null ? preferred : [chosen, ...preferred]
  for (const tag of wanted) {
    const [base] = tag.toLowerCase().split("-")
    if (base === "en") return "en"
    if (base === "pt") return "pt-BR"
  }
  return "en"
}
