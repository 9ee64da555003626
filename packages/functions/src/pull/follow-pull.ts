import { setTimeout as sleep } from "node:timers/promises"
import type { Execution } from "../runs/aws/execution.ts"
import { lastMapRun } from "../runs/run/read-states.ts"
import { PullNotFollowed } from "./errors.ts"
import type { PullMachine } from "./pull-machine.ts"

export type FollowPull = {
  readonly machine: PullMachine
  readonly name: string
  /** Stops it on AWS. */
  readonly signal: AbortSignal
  /** Told how many objects have come to an end, well or not. */
  readonly told: (ended: number) => void
  /** Waits; ends early where the signal is given. The system's clock where nothing is said. */
  readonly pause?: (milliseconds: number, signal?: AbortSignal) => Promise<void>
}

/** DescribeMapRun may be asked once a second an account, by whoever looks. */
const POLL_MS = 2_000
/** Up to so much is added, so that many who follow do not ask in step. */
const JITTER_MS = 500
/** A pull of a few objects is over by then. */
const FIRST_MS = 500
/** Looks that may go unanswered in a row: five minutes. The pull goes on meanwhile. */
const UNHEARD = 150
/** Looks for which an execution that was started may not be seen: DescribeExecution is eventually consistent. */
const UNSEEN = 15

/** Waits for a pull's end on AWS, however long it takes, and answers its execution. Throws `PullNotFollowed`. */
export async function followPull(follow: FollowPull): Promise<Execution> {
  const { machine, name, signal, told, pause = pauseFor } = follow
  let isStopping = false
  let unheard = 0
  let isSeen = false
  await pause(FIRST_MS, signal)
  for (;;) {
    try {
      const execution = await machine.describe(name)
      isSeen = true
      if (execution.status !== "RUNNING") return execution
      if (signal.aborted && !isStopping) {
        await machine.stop(execution, "stopped by hand")
        isStopping = true
      }
      told(await countEnded(machine, execution))
      unheard = 0
    } catch (error) {
      unheard++
      const { name: kind, message } = error as Error
      const isPassing = ["Throttled", "Unreachable"].includes(kind) && unheard < UNHEARD
      const isNew = kind === "NoSuchRun" && !isSeen && unheard < UNSEEN
      if (!isPassing && !isNew)
        throw new PullNotFollowed(`${name} may go on on AWS, unseen: ${message}`, { cause: error })
    }
    await pause(POLL_MS + Math.random() * JITTER_MS, isStopping ? undefined : signal)
  }
}

/** Objects of its batches that have ended. */
async function countEnded(machine: PullMachine, execution: Execution): Promise<number> {
  const mapRunArn = lastMapRun(await machine.history(execution))
  if (mapRunArn === null) return 0
  const { itemCounts } = await machine.mapRun(mapRunArn, execution)
  const { succeeded = 0, failed = 0, timedOut = 0, aborted = 0 } = itemCounts ?? {}
  return succeeded + failed + timedOut + aborted
}

async function pauseFor(milliseconds: number, signal?: AbortSignal): Promise<void> {
  await sleep(milliseconds, undefined, signal === undefined ? {} : { signal }).catch(() => {})
}
