import { useMemo } from "react"
import { useTranslation } from "react-i18next"
import type { result as texts } from "../../i18n/en/result.ts"
import { UNKNOWN } from "../../parts/format.ts"
import { visibleText } from "../../parts/visible-text.ts"
import { type ResultRow, timeOf, wordsOf } from "./columns.ts"
import { differenceInUnit, inUnit, isFahrenheit, type TemperatureUnit } from "./temperature.ts"

type Value = ResultRow[string] | undefined

const DAY = 86_400_000

/** How the values and the names of a result's columns are said in the language and the unit that were chosen. */
export type Values = {
  readonly unit: TemperatureUnit
  /** "Highest (°F)". */
  label(column: string): string
  /** A value as text; control characters made visible. */
  text(column: string, value: Value): string
  /** A number as it is drawn, in the unit. */
  number(column: string, value: Value): number
  /** `+1.5`, in the unit. */
  difference(column: string, from: number, to: number): string
  /** A number beside an axis. */
  tick(value: number): string
  /** A time below an axis that spans `span` milliseconds. UTC. */
  time(value: Date, span: number): string
  /** "Jan 2025": a month; other moments as they stand. */
  moment(value: Value): string
}

/** As the columns that the site knows are written. */
function capitalized(words: string): string {
  return words.slice(0, 1).toUpperCase() + words.slice(1)
}

type KnownColumn = keyof typeof texts.columns

export function useValues(unit: TemperatureUnit): Values {
  const { t, i18n } = useTranslation("result")
  const language = i18n.language
  return useMemo(() => {
    const temperature = new Intl.NumberFormat(language, {
      minimumFractionDigits: 1,
      maximumFractionDigits: 1,
    })
    const large = new Intl.NumberFormat(language, { maximumFractionDigits: 2 })
    const small = new Intl.NumberFormat(language, { maximumSignificantDigits: 3 })
    const month = new Intl.DateTimeFormat(language, { month: "short", year: "numeric", timeZone: "UTC" })
    const compact = new Intl.NumberFormat(language, { notation: "compact" })
    const day = new Intl.DateTimeFormat(language, { day: "numeric", month: "short", timeZone: "UTC" })
    const time = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const
    const hour = new Intl.DateTimeFormat(language, { ...time, timeZone: "UTC" })
    const show = (column: string, value: number) => {
      if (isFahrenheit(column)) return temperature.format(value)
      return Math.abs(value) < 1 ? small.format(value) : large.format(value)
    }
    const known = (column: string): column is KnownColumn =>
      i18n.exists(`columns.${column}`, { ns: "result" })
    const text = (column: string, value: Value) => {
      if (value === null || value === undefined) return UNKNOWN
      const shown = inUnit(column, value, unit)
      return typeof shown === "number" ? show(column, shown) : visibleText(String(shown))
    }
    return {
      unit,
      label(column) {
        const name = known(column) ? t(`columns.${column}`) : visibleText(capitalized(wordsOf(column)))
        return isFahrenheit(column) ? `${name}, °${unit}` : name
      },
      text,
      number: (column, value) => {
        const shown = inUnit(column, value ?? null, unit)
        return typeof shown === "number" ? shown : Number.NaN
      },
      difference(column, from, to) {
        const change = differenceInUnit(column, to - from, unit)
        const size = Math.abs(change)
        return `${change < 0 ? "−" : "+"}${size < 0.05 ? small.format(size) : show(column, size)}`
      },
      tick: (value) => (Math.abs(value) >= 100_000 ? compact.format(value) : large.format(value)),
      time: (value, span) => (span < 3 * DAY ? hour : span < 120 * DAY ? day : month).format(value),
      moment: (value) => {
        if (typeof value !== "string") return UNKNOWN
        return /^\d{4}-\d{2}$/.test(value) ? month.format(timeOf(value)) : value
      },
    }
  }, [language, unit, t, i18n])
}
