import { type Execution, openEngine } from "@mapfold/local/engine"
import type { Folders } from "../folders.ts"
import { showProgress } from "../progress/live-line.ts"

/** How long a stopped run may take to end before the command ends without it: longer than any object takes. */
const STOP_MS = 10_000

export type Ended = Awaited<Execution["done"]>

/** Runs to the end, with progress on a terminal. Ctrl-C stops the run, and a second one the command at once. */
export async function execute(folders: Folders, run: string, request: unknown): Promise<Ended> {
  const { home, input, output } = folders
  const engine = await openEngine({ home, buckets: { input, output } })
  try {
    const execution = engine.start({ run, request })
    const ignore = onInterrupt(execution)
    const hideProgress = await showProgress(() => execution.progress())
    try {
      return await execution.done
    } finally {
      hideProgress()
      ignore()
    }
  } finally {
    await engine.close()
  }
}

function onInterrupt(execution: Execution): () => void {
  let stopping = false
  const stop = () => {
    if (stopping) process.exit(130)
    stopping = true
    setTimeout(() => process.exit(130), STOP_MS).unref()
    void execution.stop()
  }
  process.on("SIGINT", stop)
  process.on("SIGTERM", stop)
  return () => {
    process.off("SIGINT", stop)
    process.off("SIGTERM", stop)
  }
}
