import type { Random } from "../../made/random.ts"

const DAY_MS = 86_400_000

/** The dates of a year as they stand in the files, and after them the next year's first of January. ASCII. */
export function datesOf(year: number): readonly Uint8Array[] {
  const encoder = new TextEncoder()
  const first = Date.UTC(year, 0, 1)
  const days = (Date.UTC(year + 1, 0, 1) - first) / DAY_MS
  return Array.from({ length: days + 1 }, (_, day) =>
    encoder.encode(new Date(first + day * DAY_MS).toISOString().slice(0, 10)),
  )
}

/**
 * The days that a station has rows for, in the order of the rows. Most have nearly all. Others have a few only, long
 * gaps, a row of the next year, dates twice, or no order; which of them depends on the station's number alone.
 */
export function daysOf(length: number, number: number, random: Random): number[] {
  let days = withGaps(length, number, random)
  if (number % 6 === 1) days.push(length)
  if (number % 29 === 3) days = days.flatMap((day) => (random(20) === 0 ? [day, day] : [day]))
  if (number % 31 === 4) shuffle(days, random)
  return days
}

function withGaps(length: number, number: number, random: Random): number[] {
  if (number % 97 === 8) return Array.from({ length: 13 }, (_, index) => length - 13 + index)
  const days: number[] = []
  const eventful = random(3) === 0
  for (let day = 0; day < length; day++) {
    if (eventful && random(60) === 0) day += random(25)
    else if (random(150) > 0) days.push(day)
  }
  return days
}

/** Fisher and Yates. */
function shuffle(days: number[], random: Random): void {
  for (let left = days.length - 1; left > 0; left--) {
    const other = random(left + 1)
    const day = days[left]!
    days[left] = days[other]!
    days[other] = day
  }
}
