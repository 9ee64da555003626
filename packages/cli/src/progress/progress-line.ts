import type { Progress } from "@mapfold/local/engine"
import { count, countOf, duration, megabytes } from "../quantities.ts"

/** Before this, a rate says more about the start than about the run. */
const SETTLED_MS = 250

/** One line that says how far a run is, `elapsed` ms after it started. */
export function progressLine(progress: Progress, elapsed: number): string {
  const { phase, objectsListed, objectsDone, rows, bytes } = progress
  if (phase === "preparing") return "preparing"
  if (phase === "listing") return `listing   ${countOf(objectsListed, "object")}`
  if (phase === "ended") return ""
  const parts = [
    `${count(objectsDone)} of ${countOf(objectsListed, "object")}`,
    countOf(rows, "row"),
    ...rate(bytes, elapsed),
  ]
  if (phase === "mapping") parts.push(...timeLeft(progress, elapsed))
  return `${phase.padEnd(9)} ${parts.join(" · ")}`
}

function rate(bytes: number, elapsed: number): string[] {
  return elapsed < SETTLED_MS ? [] : [`${megabytes((bytes * 1000) / elapsed)}/s`]
}

/** Objects of a job are of much the same size, so that the objects left tell the time left. */
function timeLeft({ objectsDone, objectsListed }: Progress, elapsed: number): string[] {
  if (elapsed < SETTLED_MS || objectsDone === 0) return []
  return [`${duration(((objectsListed - objectsDone) * elapsed) / objectsDone)} left`]
}
