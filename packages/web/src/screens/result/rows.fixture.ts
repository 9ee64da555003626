import type { ResultRow } from "./columns.ts"

/** Rows as gsod-hottest makes them. */
export const MONTH_ROWS: readonly ResultRow[] = [
  {
    month: "2025-01",
    days: 31,
    meanTempF: 40.5,
    minTempF: -38.7,
    maxTempF: 110,
    station: "940",
    name: "ALDER, AS",
  },
  { month: "2025-02", days: 28, meanTempF: 45.1, minTempF: -30.2, maxTempF: 107, station: "941", name: null },
  {
    month: "2025-03",
    days: 31,
    meanTempF: 48.3,
    minTempF: -21.1,
    maxTempF: 110,
    station: "400",
    name: "KELP, KU",
  },
]
export const MONTH_COLUMNS = [
  "month",
  "days",
  "meanTempF",
  "minTempF",
  "maxTempF",
  "station",
  "name",
] as const

/** Rows as web-logs makes them: two keys, many names. */
export function makeHourRows(hours: number, services: readonly string[]): readonly ResultRow[] {
  return Array.from({ length: hours }, (_, hour) =>
    services.map((service, index) => ({
      hour: `2025-01-01T${String(hour).padStart(2, "0")}`,
      service,
      requests: (index + 1) * 10 + hour,
      errorRate: index / 100,
    })),
  ).flat()
}
export const HOUR_COLUMNS = ["hour", "service", "requests", "errorRate"] as const
