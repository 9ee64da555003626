import { useTranslation } from "react-i18next"
import { type Format, formatOf } from "./format.ts"

/** The formats of the language that the site speaks just now. */
export function useFormat(): Format {
  return formatOf(useTranslation().i18n.language)
}
