import type { PullProgress } from "@mapfold/functions/pull/pull"
import { count, countOf, duration, megabytes } from "../quantities.ts"

/** Before this a rate says more about the start than about the pull. */
const SETTLED_MS = 1_000

/** One line that says how far a pull is, `elapsed` ms after it began, in less than so many columns. */
export function pullLine({ phase, objects, bytes }: PullProgress, elapsed: number, columns: number): string {
  if (phase === "listing") return cut(`listing   ${countOf(objects.listed, "object")}`, columns)
  const done = `pulling   ${count(objects.done)} of ${countOf(objects.listed, "object")}`
  if (bytes === null) return cut(done, columns)
  const rate = elapsed < SETTLED_MS ? 0 : (bytes.done * 1_000) / elapsed
  const parts = [
    `${megabytes(bytes.done)} of ${megabytes(bytes.wanted)}`,
    ...(rate === 0
      ? []
      : [`${megabytes(rate)}/s`, `${duration(((bytes.wanted - bytes.done) * 1_000) / rate)} left`]),
  ]
  const whole = [done, ...parts].join(" · ")
  return whole.length < columns ? whole : cut(done, columns)
}

/** A line as long as the terminal is wide would leave the cursor on the next one. */
function cut(line: string, columns: number): string {
  return line.slice(0, Math.max(0, columns - 1))
}
