/** Quantities as a person of a language reads them. All of them take null for what is not known, and answer a dash. */
export type Format = {
  /** `12,311` */
  count(value: number | null): string
  /** `4.04 M`: at most `digits` significant digits. */
  short(value: number | null, digits?: number): string
  /** `938 MB`; powers of ten, as disks and S3's prices have them. */
  bytes(value: number | null): string
  /** Milliseconds as `84ms`, `0.84s`, `14.2s`, `3m 05s`, `2h 04m`. */
  duration(ms: number | null): string
  /** US dollars, more digits the fewer they are: `$0.012`. */
  money(dollars: number | null): string
  /** A share of 1 as `96.99%`; never 0% or 100% of what is not quite that. */
  percent(share: number | null): string
  /** ISO 8601 as a day and a time of UTC: `22 Nov 2026, 14:03:11`. */
  instant(iso: string | null): string
  /** ISO 8601 as a time of UTC: `14:03:11.250`. */
  clock(iso: string | null): string
}

/** The least that two decimals of a percentage can say. */
const SMALLEST_SHARE = 0.0001

/** What stands for a quantity that is not known. */
export const UNKNOWN = "–"

const BYTE_UNITS = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte", "petabyte"] as const

const made = new Map<string, Format>()

/** The formats of a language (a BCP 47 tag); made once, since `Intl` is slow to begin with. */
export function formatOf(language: string): Format {
  const known = made.get(language)
  if (known !== undefined) return known
  const format = makeFormat(language)
  made.set(language, format)
  return format
}

function makeFormat(language: string): Format {
  const number = (options?: Intl.NumberFormatOptions) => {
    const formatter = new Intl.NumberFormat(language, options)
    return (value: number) => formatter.format(value)
  }
  const whole = number({ maximumFractionDigits: 0 })
  const shorts = [1, 2, 3, 4].map((maximumSignificantDigits) =>
    number({ notation: "compact", maximumSignificantDigits }),
  )
  const bytes = BYTE_UNITS.map((unit) =>
    number({
      style: "unit",
      unit,
      unitDisplay: unit === "byte" ? "long" : "short",
      maximumSignificantDigits: 3,
    }),
  )
  const percent = number({ style: "percent", maximumFractionDigits: 2 })
  const duration = makeDurationFormat(language)
  const day = { year: "numeric", month: "short", day: "numeric" } as const
  const time = { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" } as const
  const instant = new Intl.DateTimeFormat(language, { timeZone: "UTC", ...day, ...time })
  const clock = new Intl.DateTimeFormat(language, { timeZone: "UTC", ...time, fractionalSecondDigits: 3 })

  return {
    count: known(whole),
    short: (value, digits = 3) => known(shorts[digits - 1] ?? whole)(value),
    bytes: known((value) => {
      const power = value < 1 ? 0 : Math.min(BYTE_UNITS.length - 1, Math.floor(Math.log10(value) / 3))
      return bytes[power]!(value / 1_000 ** power)
    }),
    duration: known(duration),
    money: known((value) => moneyFormat(language, value)),
    percent: known((share) => percentFormat(percent, share)),
    instant: knownDate(instant),
    clock: knownDate(clock),
  }
}

/** What is not all, and not nothing, is never told as 100% or 0%: 120 of five million is what somebody looks for. */
function percentFormat(format: (share: number) => string, share: number): string {
  if (share > 0 && share < SMALLEST_SHARE) return `<${format(SMALLEST_SHARE)}`
  if (share < 1 && share > 1 - SMALLEST_SHARE) return `>${format(1 - SMALLEST_SHARE)}`
  return format(share)
}

function known(format: (value: number) => string): (value: number | null) => string {
  return (value) => (value === null || !Number.isFinite(value) ? UNKNOWN : format(value))
}

function knownDate(formatter: Intl.DateTimeFormat): (iso: string | null) => string {
  return (iso) => {
    const time = iso === null ? Number.NaN : Date.parse(iso)
    return Number.isNaN(time) ? UNKNOWN : formatter.format(time)
  }
}

/** Cents of a cent matter in a run that costs one: two digits that say something, from a cent down. */
function moneyFormat(language: string, dollars: number): string {
  const digits =
    dollars >= 1 || dollars === 0 ? 2 : Math.min(6, Math.max(2, 1 - Math.floor(Math.log10(dollars))))
  const options = { style: "currency", currency: "USD", currencyDisplay: "symbol" } as const
  return new Intl.NumberFormat(language, { ...options, maximumFractionDigits: digits }).format(dollars)
}

function makeDurationFormat(language: string): (ms: number) => string {
  const unit = (name: string, options: Intl.NumberFormatOptions) =>
    new Intl.NumberFormat(language, { style: "unit", unit: name, unitDisplay: "narrow", ...options })
  const parts = {
    ms: unit("millisecond", { maximumFractionDigits: 0 }),
    tenths: unit("second", { minimumFractionDigits: 1, maximumFractionDigits: 1 }),
    hundredths: unit("second", { minimumFractionDigits: 2, maximumFractionDigits: 2 }),
    seconds: unit("second", { minimumIntegerDigits: 2, maximumFractionDigits: 0 }),
    minute: unit("minute", {}),
    minutes: unit("minute", { minimumIntegerDigits: 2 }),
    hours: unit("hour", {}),
  }
  return (ms) => {
    if (ms < 100) return parts.ms.format(Math.max(0, ms))
    if (ms < 9_995) return parts.hundredths.format(ms / 1_000)
    if (ms < 59_950) return parts.tenths.format(ms / 1_000)
    const seconds = Math.round(ms / 1_000)
    const [minutes, hours] = [Math.floor(seconds / 60), Math.floor(seconds / 3_600)]
    if (hours === 0) return `${parts.minute.format(minutes)} ${parts.seconds.format(seconds % 60)}`
    return `${parts.hours.format(hours)} ${parts.minutes.format(minutes % 60)}`
  }
}
