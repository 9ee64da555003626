import {
  type Engine,
  type EngineOptions,
  type Execution,
  openEngine,
  type Progress,
} from "@mapfold/local/engine"
import { showProgress } from "../progress/live-line.ts"

export type Ended = {
  readonly outcome: Awaited<Execution["done"]>
  /** How far the run was when it was asked to stop, else at its end. */
  readonly progress: Progress
}

export type Executed = {
  readonly engine: EngineOptions
  /** Starts the run, or goes on with it. */
  readonly begin: (engine: Engine) => Execution | Promise<Execution>
  /** Stops the run. */
  readonly signal: AbortSignal
}

/** Runs to the end, with progress on a terminal. */
export async function execute({ engine: options, begin, signal }: Executed): Promise<Ended> {
  const engine = await openEngine(options)
  try {
    const execution = await begin(engine)
    let progress: Progress | undefined
    const stop = () => {
      progress = execution.progress()
      void execution.stop()
    }
    if (signal.aborted) stop()
    signal.addEventListener("abort", stop, { once: true })
    const hideProgress = await showProgress(() => execution.progress())
    try {
      const outcome = await execution.done
      return { outcome, progress: progress ?? execution.progress() }
    } finally {
      hideProgress()
      signal.removeEventListener("abort", stop)
    }
  } finally {
    await engine.close()
  }
}
