import type { Pulled, PullProgress } from "@mapfold/functions/pull/pull"
import { UsageError } from "../errors.ts"
import { EXIT, type ExitCode } from "../exit-code.ts"
import { showLine } from "../progress/live-line.ts"
import { watchInterrupt } from "../run/interrupt.ts"
import type { Pulling } from "./find-archive.ts"
import { pullLine } from "./pull-line.ts"
import { tellPulled } from "./tell-pulled.ts"

export type PullPlan = Pulling & {
  /** Where to: a folder, or `s3://bucket/prefix`. */
  readonly to: string
  readonly json: boolean
  /** What is said where a second Ctrl-C ends the command at once. */
  readonly farewell: string
  /** Milliseconds that the pull gets to end, once it is asked to stop. */
  readonly patience: number
  readonly begin: (how: Conduct) => Promise<Pulled>
  /** What an error is to whoever named the places. */
  readonly explain: (error: unknown) => unknown
}

export type Conduct = {
  readonly signal: AbortSignal
  readonly progress: (progress: PullProgress) => void
  /** Writes a line to stderr, above that of the progress. */
  readonly say: (line: string) => Promise<void>
}

/** What goes on where it is not looked at is told also to whoever stopped it. */
const GOES_ON = "PullNotFollowed"

/** Pulls, with progress on a terminal, until it is done or asked to stop, and tells what came of it. */
export async function runPull(plan: PullPlan): Promise<ExitCode> {
  const { archive, bucket, years, to } = plan
  const interrupt = watchInterrupt(plan.farewell, plan.patience)
  const started = performance.now()
  let progress: PullProgress | undefined
  const show = () =>
    showLine((elapsed, columns) =>
      progress === undefined ? "listing" : pullLine(progress, elapsed, columns),
    )
  let hide = await show()
  const keep = (now: PullProgress) => {
    progress = now
  }
  const say = async (line: string) => {
    hide()
    process.stderr.write(`mapfold: ${line}\n`)
    hide = await show()
  }
  try {
    const pulled = await plan.begin({ signal: interrupt.signal, progress: keep, say })
    hide()
    if (pulled.objects.listed === 0)
      throw new UsageError(`there is nothing in s3://${bucket} for ${nameYears(years)}: is the year right?`)
    const ms = performance.now() - started
    const told = { ...pulled, archive: archive.name, source: `s3://${bucket}`, to, ms }
    return tellPulled(told, { json: plan.json })
  } catch (error) {
    hide()
    const goesOn = error instanceof Error && error.name === GOES_ON
    if (!interrupt.signal.aborted || goesOn) throw plan.explain(error)
    process.stderr.write("mapfold: stopped before everything was listed; call it again\n")
    return EXIT.interrupted
  } finally {
    interrupt.release()
  }
}

function nameYears(years: readonly number[]): string {
  return years.length === 1 ? `${years[0]}` : `${years[0]} to ${years.at(-1)}`
}
