import type { MapRunCounts, MapRunView, RunView, StateView } from "@mapfold/core/status/run-view"
import { describeCommand } from "../../run/command-line.ts"
import { renderRun, type ShownMapRun, type ShownRun } from "../../show/shown-run.ts"
import { type Stage, withStage } from "../stage.ts"
import type { StageOptions } from "../stage-flags.ts"

/** `mapfold show --stage`. */
export function showRun(run: string, options: StageOptions & { readonly json?: boolean }): Promise<void> {
  return withStage(options, async (stage) => {
    const view = await stage.runs.read(run)
    process.stdout.write(renderRun(toShown(stage, view), { json: options.json === true }))
  })
}

function toShown(stage: Stage, view: RunView): ShownRun {
  const { run, status, redrives, repairs, reduces = null, failure } = view
  const { stage: name, region, stateMachineArn } = stage.target
  return {
    ...{ run, status, redrives, repairs, reduces },
    started: Date.parse(view.startedAt),
    stopped: view.endedAt === null ? null : Date.parse(view.endedAt),
    // that it was stopped is its status
    error: status === "ABORTED" ? null : (failure?.name ?? null),
    cause: failure?.message ?? null,
    ...{ input: view.request, output: view.output ?? null, places: stage.places },
    setup: { stage: name, region, stateMachineArn, buckets: stage.places },
    state: stateOf(view.states),
    mapRuns: view.mapRun === null ? [] : [toMapRun(view.mapRun)],
    goOn: howToGoOn(stage, view),
  }
}

/** The state that it is in, else the last that it was in. */
function stateOf(states: readonly StateView[]): string | null {
  const entered = states.filter(({ enteredAt }) => enteredAt !== null)
  const current = entered.find(({ exitedAt }) => exitedAt === null)
  const latest = entered.reduce<StateView | null>(
    (last, state) => (last === null || state.enteredAt! >= last.enteredAt! ? state : last),
    null,
  )
  return (current ?? latest)?.name ?? null
}

const STATUSES = {
  PENDING: "pending",
  RUNNING: "running",
  SUCCEEDED: "succeeded",
  FAILED: "failed",
  TIMED_OUT: "timedOut",
  ABORTED: "aborted",
} as const satisfies Readonly<Record<string, keyof MapRunCounts>>

function toMapRun({ label, status, redrives, batches, items }: MapRunView): ShownMapRun {
  const children = Object.entries(STATUSES)
    .filter(([, name]) => batches[name] > 0)
    .map(([of, name]) => [of, { executions: batches[name], items: items[name] }])
  return { label, status, redrives, children: Object.fromEntries(children) }
}

/** A run that came to its end well is repaired where something is missing from it, and never redriven. */
function howToGoOn({ words }: Stage, { run, status, actions, complete }: RunView): string[] {
  if (status === "RUNNING" || complete === true) return []
  const command = (name: string) => describeCommand([name, run, ...words])
  return [
    ...(actions.redrive === null ? [command("redrive")] : []),
    ...(actions.repair === null ? [command("repair")] : []),
  ]
}
