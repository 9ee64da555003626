import type { Progress } from "@mapfold/local/engine"
import { count, countOf, duration, megabytes } from "../quantities.ts"

/** Before this, a rate says more about the start than about the run. */
const SETTLED_MS = 250

/**
 * One line that says how far a run is, `elapsed` ms after it started, in less than so many columns: where there is no room for
 * all of it, the rate goes first, then the rows, then the time left.
 */
export function progressLine(progress: Progress, elapsed: number, columns: number): string {
  const { phase, objectsListed, objectsDone, rows, bytes } = progress
  if (phase === "preparing") return "preparing"
  if (phase === "listing") return cut(`listing   ${countOf(objectsListed, "object")}`, columns)
  if (phase === "ended") return ""
  const done = `${phase.padEnd(9)} ${count(objectsDone)} of ${countOf(objectsListed, "object")}`
  const read = countOf(rows, "row")
  const left = phase === "mapping" ? timeLeft(progress, elapsed) : []
  const lines = [
    [done, read, ...rate(bytes, elapsed), ...left],
    [done, read, ...left],
    [done, ...left],
  ]
  const fitting = lines.map((parts) => parts.join(" · ")).find((line) => line.length < columns)
  return fitting ?? cut(done, columns)
}

/** A line as long as the terminal is wide would leave the cursor on the next one. */
function cut(line: string, columns: number): string {
  return line.slice(0, Math.max(0, columns - 1))
}

function rate(bytes: number, elapsed: number): string[] {
  return elapsed < SETTLED_MS ? [] : [`${megabytes((bytes * 1000) / elapsed)}/s`]
}

/** Objects of a job are of much the same size, so that the objects left tell the time left. */
function timeLeft({ objectsDone, objectsListed }: Progress, elapsed: number): string[] {
  if (elapsed < SETTLED_MS || objectsDone === 0) return []
  return [`${duration(((objectsListed - objectsDone) * elapsed) / objectsDone)} left`]
}
