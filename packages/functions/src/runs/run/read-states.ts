import type { HistoryEvent } from "@aws-sdk/client-sfn"
import type { RunStatus } from "@mapfold/core/status/run-line"
import type { StateView } from "@mapfold/core/status/run-view"
import type { GraphState } from "./graph.ts"

/** What a run's history says of a state: of its last visit. */
type Visit = { readonly enteredAt: Date; exitedAt: Date | null; hasFailed: boolean }

/** How the last attempt of a task or map went. */
const FAILED = /^((Task|LambdaFunction|MapRun|MapState|ParallelState).*(Failed|TimedOut)|EvaluationFailed)$/
const SUCCEEDED = /^(Task|LambdaFunction|MapRun|MapState|ParallelState)Succeeded$/

/** Each state of the graph, and what has become of it in this run. */
export function readStates(
  graph: readonly GraphState[],
  events: readonly HistoryEvent[],
  status: RunStatus,
): readonly StateView[] {
  const visits = readVisits(events)
  return graph.map(({ name, type, next }) => {
    const visit = visits.get(name)
    return {
      ...{ name, type, next, status: statusOf(visit, status) },
      enteredAt: visit?.enteredAt.toISOString() ?? null,
      exitedAt: visit?.exitedAt?.toISOString() ?? null,
    }
  })
}

/** The state that a run is in, or that it ended in. */
export function currentState(states: readonly StateView[]): StateView | null {
  return (
    states.find(({ status }) => status === "running" || status === "failed" || status === "aborted") ?? null
  )
}

/** The ARN of the run's last map run, from its history: ListMapRuns may be asked once a second an account. */
export function lastMapRun(events: readonly HistoryEvent[]): string | null {
  const arns = events.flatMap(({ mapRunStartedEventDetails, mapRunRedrivenEventDetails }) => {
    const { mapRunArn } = mapRunStartedEventDetails ?? mapRunRedrivenEventDetails ?? {}
    return mapRunArn === undefined ? [] : [mapRunArn]
  })
  return arns.at(-1) ?? null
}

function readVisits(events: readonly HistoryEvent[]): Map<string, Visit> {
  const visits = new Map<string, Visit>()
  let current: Visit | undefined
  for (const { type = "", timestamp, stateEnteredEventDetails, stateExitedEventDetails } of events) {
    const time = timestamp ?? new Date(0)
    if (stateEnteredEventDetails?.name !== undefined) {
      current = { enteredAt: time, exitedAt: null, hasFailed: type === "FailStateEntered" }
      visits.set(stateEnteredEventDetails.name, current)
    } else if (stateExitedEventDetails?.name !== undefined) {
      const visit = visits.get(stateExitedEventDetails.name)
      if (visit !== undefined) visit.exitedAt = time
    } else if (current !== undefined && (FAILED.test(type) || SUCCEEDED.test(type)))
      current.hasFailed = FAILED.test(type)
  }
  return visits
}

function statusOf(visit: Visit | undefined, run: RunStatus): StateView["status"] {
  if (visit === undefined) return "waiting"
  if (visit.exitedAt !== null) return visit.hasFailed ? "caught" : "succeeded"
  if (run === "RUNNING") return "running"
  if (run === "ABORTED") return "aborted"
  return run === "SUCCEEDED" ? "succeeded" : "failed"
}
