import { estimateCost } from "@mapfold/core/plan/estimate-cost"
import { readableCause } from "@mapfold/core/report/readable-cause"
import type { MapRunView, ProgressView, RunView, StateView } from "@mapfold/core/status/run-view"
import type { Execution } from "../aws/execution.ts"
import type { Ports } from "../ports.ts"
import { findActions } from "./find-actions.ts"
import { findMapRun, toMapRunView } from "./find-map-run.ts"
import { readGraph } from "./graph.ts"
import { describeNewest } from "./list-runs.ts"
import { currentState, readStates } from "./read-states.ts"
import { sampleBatches } from "./sample-batches.ts"
import { toProgress } from "./to-progress.ts"
import { toRunLine } from "./to-run-line.ts"

/** Runs among which those are looked for that repair this one. */
const NEWEST = 30
/** The error of a map run of which too many items have failed, which does not say why they have. */
const TOO_MANY_FAILED = "States.ExceedToleratedFailureThreshold"

/** All that is known of a run. Throws `NoSuchRun`. */
export async function readRun(ports: Ports, run: string): Promise<RunView> {
  const { machine, files, clock } = ports
  const execution = await machine.describe(run)
  const [{ source }, report, events, definition, repairedBy] = await Promise.all([
    ports.placeOf(run),
    files.report(execution),
    machine.history(execution),
    machine.definition(execution),
    findRepairs(ports, execution),
  ])
  const graph = readGraph(definition)
  const states = readStates(graph, events, execution.status)
  const arn = await findMapRun(ports, execution)
  const mapRun = arn === null ? null : toMapRunView(await machine.mapRun(arn, execution), graph)
  const sample = arn === null || report !== null ? null : await sampleBatches(ports, execution)
  const line = toRunLine(ports, execution, report)
  const { status, input: request, output } = execution
  const { durationMs } = line
  const progress = toProgress({ status, durationMs, states, mapRun, report, sample, now: clock() })
  return {
    ...line,
    ...{ arn: execution.arn, request, source, output, states, mapRun, report, repairedBy, progress },
    cost: line.cost ?? costSoFar(ports, progress, mapRun),
    failure: await describeFailure(ports, execution, { states, mapRunArn: arn }),
    actions: findActions(execution, report),
  }
}

/** What has been spent on the batches that are done; null where runs cost nothing, or before there are any. */
function costSoFar(
  { target }: Ports,
  { objects, bytes }: ProgressView,
  mapRun: MapRunView | null,
): number | null {
  if (target.memory === null || mapRun === null || bytes === null) return null
  const { succeeded, failed, timedOut } = mapRun.batches
  const batches = succeeded + failed + timedOut
  return estimateCost({ objects: objects.done, bytes, batches, memory: target.memory }).total
}

/** Runs that began with this one, of those that are the newest. */
async function findRepairs(ports: Ports, { run, endedAt }: Execution): Promise<readonly string[]> {
  if (endedAt === null) return []
  const newest = await describeNewest(ports, NEWEST)
  return newest
    .filter(({ input }) => (input as { repairs?: unknown } | null)?.repairs === run)
    .map((of) => of.run)
}

async function describeFailure(
  ports: Ports,
  execution: Execution,
  { states, mapRunArn }: { readonly states: readonly StateView[]; readonly mapRunArn: string | null },
): Promise<RunView["failure"]> {
  const { status, error, cause } = execution
  if (status === "RUNNING" || status === "SUCCEEDED") return null
  const state = currentState(states)?.name ?? null
  const message = readableCause(cause ?? "")
  const name =
    error ?? (status === "ABORTED" ? "Stopped" : status === "TIMED_OUT" ? "States.Timeout" : "Failed")
  if (name !== TOO_MANY_FAILED || mapRunArn === null) return { name, message, state }
  const first = await firstFailure(ports, execution, mapRunArn)
  return {
    name,
    message: first === null ? message : `${message} The first batch that failed: ${first}`,
    state,
  }
}

/** What a child that failed says, so that the sentence names a cause and not a number. */
async function firstFailure(
  { machine }: Ports,
  execution: Execution,
  mapRunArn: string,
): Promise<string | null> {
  for (const status of ["FAILED", "TIMED_OUT"] as const) {
    const { children } = await machine.children({ mapRunArn, execution, status, count: 1 })
    const [child] = children
    if (child?.name === undefined) continue
    const { error = "it timed out", cause } = await machine.child(mapRunArn, execution, child.name)
    return cause === undefined ? error : `${error}: ${readableCause(cause)}`
  }
  return null
}
