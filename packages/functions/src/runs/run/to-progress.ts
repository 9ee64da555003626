import type { Report } from "@mapfold/core/report/report"
import type { RunStatus } from "@mapfold/core/status/run-line"
import type { MapRunView, ProgressView, StateView } from "@mapfold/core/status/run-view"
import type { Sample } from "./sample-batches.ts"

export type Known = {
  readonly status: RunStatus
  /** Milliseconds that the run has taken so far. */
  readonly durationMs: number
  readonly states: readonly StateView[]
  readonly mapRun: MapRunView | null
  readonly report: Report | null
  readonly sample: Sample | null
  /** Milliseconds since 1970. */
  readonly now: number
}

/** How far a run is: from its report or, before there is one, from its map run's counts and what some batches say. */
export function toProgress(known: Known): ProgressView {
  const { status, durationMs, report } = known
  const phase = phaseOf(known)
  if (status !== "RUNNING" && report !== null) {
    const { objects, records, bytes } = report
    const done = objects.processed + objects.skipped
    return {
      ...{ phase, isEstimated: false, rows: records.rows, bytes, secondsLeft: null },
      objects: { listed: objects.listed, done: done + objects.failed, failed: objects.failed },
      ...ratesOf({ rows: records.rows, bytes }, durationMs),
    }
  }
  return { phase, ...extrapolate(known) }
}

function extrapolate(known: Known): Omit<ProgressView, "phase"> {
  const { status, mapRun, sample, durationMs } = known
  const items = mapRun?.items
  const failed = (items?.failed ?? 0) + (items?.timedOut ?? 0)
  const done = (items?.succeeded ?? 0) + failed
  const objects = { listed: items?.total ?? 0, done, failed }
  const amounts =
    sample === null || items === undefined
      ? null
      : {
          rows: Math.round((sample.rows / sample.objects) * items.succeeded),
          bytes: Math.round((sample.bytes / sample.objects) * items.succeeded),
        }
  return {
    ...{ objects, rows: amounts?.rows ?? null, bytes: amounts?.bytes ?? null, isEstimated: true },
    ...(amounts === null ? NO_RATES : ratesOf(amounts, durationMs)),
    secondsLeft: status === "RUNNING" ? secondsLeft(known, objects) : null,
  }
}

const NO_RATES = { rowsPerSecond: null, bytesPerSecond: null }

function ratesOf({ rows, bytes }: { readonly rows: number; readonly bytes: number }, milliseconds: number) {
  if (milliseconds <= 0) return NO_RATES
  const of = (amount: number) => Math.round(amount / (milliseconds / 1_000))
  return { rowsPerSecond: of(rows), bytesPerSecond: of(bytes) }
}

/** As fast as the map has been so far; null before it has done anything. */
function secondsLeft(
  { mapRun, now }: Known,
  { listed, done }: { readonly listed: number; readonly done: number },
): number | null {
  if (mapRun === null || done === 0) return null
  const seconds = Math.max(0, now - Date.parse(mapRun.startedAt)) / 1_000
  return Math.ceil(((listed - done) / done) * seconds)
}

function phaseOf({ status, states }: Known): ProgressView["phase"] {
  if (status !== "RUNNING") return "ended"
  const running = states.find((state) => state.status === "running")
  if (running?.type === "Map") return "mapping"
  const hasMapped = states.some(({ type, exitedAt }) => type === "Map" && exitedAt !== null)
  return hasMapped || running?.name === "Reduce" ? "reducing" : "preparing"
}
