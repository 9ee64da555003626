import type { Engine, Execution } from "@mapfold/local/engine"
import { describePlace } from "@mapfold/local/store/bucket-place"
import { openStore } from "@mapfold/local/store/open-store"
import type { Folders } from "../folders.ts"
import { near } from "../near.ts"
import { quoteForShell } from "../shell-words.ts"
import { type CommandLine, describeCommand, narrowTo } from "./command-line.ts"
import type { Tolerated } from "./describe-trouble.ts"
import { type Ended, execute } from "./execute.ts"
import { watchInterrupt } from "./interrupt.ts"
import { type Ending, summarize } from "./summarize.ts"
import type { RunSummary } from "./summary.ts"

/** A run that has been checked and can start. */
export type Plan = {
  readonly run: string
  readonly job: string
  readonly params: Readonly<Record<string, unknown>>
  /** The execution's input. */
  readonly request: unknown
  readonly folders: Folders
  readonly tolerated: Tolerated
  /** The module that the job comes from (its absolute path). */
  readonly jobFile?: string | undefined
  readonly processSeconds?: number | undefined
  readonly commandLine: CommandLine
}

/** Runs a plan on this machine, from its start unless `begin` says otherwise, and says what came of it. */
export async function runJob(plan: Plan, begin: Begin = startPlan): Promise<RunSummary> {
  const { jobFile, processSeconds } = plan
  const { home, input, output } = plan.folders
  const resume = quoteForShell(["mapfold", "resume", "--dir", home])
  const interrupt = watchInterrupt(
    `ended at once; where that has cut a run off, this goes on with it:  ${resume}`,
    STOP_MS,
  )
  const started = performance.now()
  try {
    const engine = { home, buckets: { input, output }, jobFile, processSeconds }
    const ended = await execute({ engine, begin: (engine) => begin(engine, plan), signal: interrupt.signal })
    const ms = Math.round(performance.now() - started)
    return await summarize(toEnding(plan, ended, { ms, interrupted: interrupt.signal.aborted }))
  } finally {
    interrupt.release()
  }
}

/** How long a stopped run may take to end before the command ends without it: longer than any object takes. */
const STOP_MS = 10_000

export type Begin = (engine: Engine, plan: Plan) => Execution | Promise<Execution>

function startPlan(engine: Engine, { run, request }: Plan): Execution {
  return engine.start({ run, request })
}

function toEnding(
  plan: Plan,
  { outcome, progress }: Ended,
  how: { readonly ms: number; readonly interrupted: boolean },
): Ending {
  const { run, job, params, folders, commandLine } = plan
  const { home, input, output } = folders
  const { phase, objectsListed: listed, objectsDone: done } = progress
  return {
    base: {
      ...{ run, job, params: { ...params }, ...how },
      ...{ input: describePlace(input), output: describePlace(output) },
    },
    ...{ outcome, stopped: { phase, listed, done } },
    openOutput: () => openStore({ buckets: { output } }),
    commands: {
      goOn: describeCommand(["redrive", run, "--dir", near(home)]),
      again: describeCommand(commandLine),
      alone: (key) => describeCommand(narrowTo(key, commandLine)),
    },
  }
}
