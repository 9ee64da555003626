import { setTimeout as sleep } from "node:timers/promises"
import type { RunView } from "@mapfold/core/status/run-view"
import type { Runs } from "@mapfold/functions/runs/runs"
import { RunNotFollowed } from "../errors.ts"
import { showProgress } from "../progress/live-line.ts"
import type { Progress } from "../progress/progress-line.ts"
import { type Looked, makeLook } from "./look.ts"

export type Follow = Looked & {
  /** Stops the run on AWS. */
  readonly signal: AbortSignal
  /** Called when it does. */
  readonly onStop: () => void
}

/** A run of ten objects is over by then. */
const FIRST_MS = 500
/** DescribeMapRun may be asked once a second an account, by whoever looks. */
const POLL_MS = 2_000
/** Up to so much is added, so that many who follow do not ask in step. */
const JITTER_MS = 500

const NOTHING_YET: Progress = {
  phase: "preparing",
  objectsListed: 0,
  objectsDone: 0,
  rows: null,
  bytes: null,
}

/** Waits for a run's end, however long it takes, with progress on a terminal, and answers it as it has ended. Throws RunNotFollowed. */
export async function followRun(runs: Runs, follow: Follow): Promise<RunView> {
  const { signal, onStop } = follow
  const look = makeLook(runs, follow, Date.now)
  let progress = NOTHING_YET
  let isStopping = false
  const hideProgress = await showProgress(() => progress)
  try {
    await pause(FIRST_MS, signal)
    for (;;) {
      if (signal.aborted && !isStopping) {
        isStopping = true
        hideProgress()
        onStop()
        await stop(runs, follow)
      }
      const view = await look()
      if (view !== null) progress = toProgress(view)
      if (view !== null && view.status !== "RUNNING") return view
      await pause(POLL_MS + Math.random() * JITTER_MS, isStopping ? undefined : signal)
    }
  } finally {
    hideProgress()
  }
}

async function stop(runs: Runs, { run, show }: Follow): Promise<void> {
  try {
    await runs.stop(run)
  } catch (error) {
    const { name, message } = error as Error
    // it has ended by itself
    if (name === "NotAllowed") return
    const advice = `to see what becomes of it:  ${show}`
    throw new RunNotFollowed(`${run} could not be stopped: ${message}; ${advice}`, { cause: error })
  }
}

/** Ends early where the signal is given. */
async function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  await sleep(milliseconds, undefined, signal === undefined ? {} : { signal }).catch(() => {})
}

function toProgress({ progress }: RunView): Progress {
  const { phase, objects, rows, bytes, isEstimated } = progress
  return { phase, objectsListed: objects.listed, objectsDone: objects.done, rows, bytes, isEstimated }
}
