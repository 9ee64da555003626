import { type Progress, progressLine } from "./progress-line.ts"

/** Often enough to look alive, seldom enough to cost nothing. */
const INTERVAL_MS = 100

/** Shows a run's progress on stderr where that is a terminal, and nothing elsewhere. Answers what ends the showing. */
export function showProgress(read: () => Progress): Promise<() => void> {
  return showLine((elapsed, columns) => progressLine(read(), elapsed, columns))
}

/** The same for any line, made of the ms that have passed and the columns that there are. */
export async function showLine(line: (elapsed: number, columns: number) => string): Promise<() => void> {
  if (!process.stderr.isTTY) return () => {}
  const { createLogUpdate } = await import("log-update")
  const update = createLogUpdate(process.stderr)
  const started = performance.now()
  const draw = () => update(line(performance.now() - started, process.stderr.columns ?? 80))
  const timer = setInterval(draw, INTERVAL_MS)
  return () => {
    clearInterval(timer)
    update.clear()
    update.done()
  }
}
