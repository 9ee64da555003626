import type { BatchLine } from "@mapfold/core/status/batch-view"

const START = Date.UTC(2025, 0, 1)

/** A batch that started `startMs` after the first and took `durationMs`; null: it runs. */
export function makeLine(
  child: string,
  startMs: number,
  durationMs: number | null,
  status: BatchLine["status"] = durationMs === null ? "RUNNING" : "SUCCEEDED",
): BatchLine {
  const at = (ms: number) => new Date(START + ms).toISOString()
  const endedAt = durationMs === null ? null : at(startMs + durationMs)
  return { child, status, startedAt: at(startMs), endedAt, items: 10, redrives: 0 }
}

/** Milliseconds since 1970 of `ms` after the first start. */
export function momentOf(ms: number): number {
  return START + ms
}
