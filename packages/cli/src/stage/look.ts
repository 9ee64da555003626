import type { RunView } from "@mapfold/core/status/run-view"
import type { Runs } from "@mapfold/functions/runs/runs"
import { RunNotFollowed } from "../errors.ts"

export type Looked = {
  readonly run: string
  /** As often as it has been redriven: what is seen of it from before is stale. */
  readonly redrives: number
  /** The command that shows the run, for whoever could not be told its end. */
  readonly show: string
}

/** How long AWS may not be heard of. The run goes on meanwhile: a network that is away for minutes is no reason to give up. */
const PATIENCE_MS = 300_000
/** How long what was done to a run may take to be seen of it: DescribeExecution is eventually consistent. */
const SETTLING_MS = 30_000

/** Looks at a run again and again; answers null where nothing, or nothing new, is to be seen for now. Throws RunNotFollowed. */
export function makeLook(
  runs: Pick<Runs, "read">,
  { run, redrives, show }: Looked,
  clock: () => number,
): () => Promise<RunView | null> {
  const begunAt = clock()
  let heardAt = begunAt
  let isSeen = false

  function canPass({ name }: Error): boolean {
    if (name === "NoSuchRun") return !isSeen && clock() - begunAt < SETTLING_MS
    return (name === "Throttled" || name === "Unreachable") && clock() - heardAt < PATIENCE_MS
  }

  return async () => {
    try {
      const view = await runs.read(run)
      heardAt = clock()
      isSeen = true
      const isStale = view.redrives < redrives && clock() - begunAt < SETTLING_MS
      return isStale ? null : view
    } catch (cause) {
      if (canPass(cause as Error)) return null
      const { message } = cause as Error
      const advice = `to see what becomes of it:  ${show}`
      throw new RunNotFollowed(`${run} may go on on AWS, unseen: ${message}; ${advice}`, { cause })
    }
  }
}
