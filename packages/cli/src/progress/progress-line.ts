import { count, countOf, duration, megabytes } from "../quantities.ts"

/** How far a run is, on this machine or on a stage. */
export type Progress = {
  readonly phase: "preparing" | "listing" | "mapping" | "reducing" | "ended"
  readonly objectsListed: number
  readonly objectsDone: number
  /** Null where nothing tells of them yet. */
  readonly rows: number | null
  readonly bytes: number | null
  /** Rows and bytes are extrapolated from the batches so far: they are shown with a "~". */
  readonly isEstimated?: boolean
}

/** Before this, a rate says more about the start than about the run. */
const SETTLED_MS = 250

/**
 * One line that says how far a run is, `elapsed` ms after it started, in less than so many columns: where there is no room for
 * all of it, the rate goes first, then the rows, then the time left.
 */
export function progressLine(progress: Progress, elapsed: number, columns: number): string {
  const { phase, objectsListed, objectsDone, rows, isEstimated = false } = progress
  if (phase === "preparing") return "preparing"
  if (phase === "listing") return cut(`listing   ${countOf(objectsListed, "object")}`, columns)
  if (phase === "ended") return ""
  const done = `${phase.padEnd(9)} ${count(objectsDone)} of ${countOf(objectsListed, "object")}`
  const read = rows === null ? [] : [`${isEstimated ? "~" : ""}${countOf(rows, "row")}`]
  const left = phase === "mapping" ? timeLeft(progress, elapsed) : []
  const lines = [
    [done, ...read, ...rate(progress, elapsed), ...left],
    [done, ...read, ...left],
    [done, ...left],
  ]
  const fitting = lines.map((parts) => parts.join(" · ")).find((line) => line.length < columns)
  return fitting ?? cut(done, columns)
}

/** A line as long as the terminal is wide would leave the cursor on the next one. */
function cut(line: string, columns: number): string {
  return line.slice(0, Math.max(0, columns - 1))
}

function rate({ bytes, isEstimated = false }: Progress, elapsed: number): string[] {
  if (bytes === null || elapsed < SETTLED_MS) return []
  return [`${isEstimated ? "~" : ""}${megabytes((bytes * 1000) / elapsed)}/s`]
}

/** Objects of a job are of much the same size, so that the objects left tell the time left. */
function timeLeft({ objectsDone, objectsListed }: Progress, elapsed: number): string[] {
  if (elapsed < SETTLED_MS || objectsDone === 0) return []
  return [`${duration(((objectsListed - objectsDone) * elapsed) / objectsDone)} left`]
}
