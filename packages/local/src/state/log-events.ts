import { toEventDetails } from "../history/event-details.ts"
import type { HistoryEvent } from "../history/history.ts"
import { arnsOf } from "../interpreter/arns.ts"
import type { MachineIdentity } from "../interpreter/thread.ts"
import type { ChildRow } from "../map-run/kept-map-run.ts"
import { readEvents } from "./events.ts"
import type { KeptExecution } from "./executions.ts"
import { readChildren } from "./find-children.ts"
import { parseHandlerLine } from "./handler-line.ts"
import { readLogs } from "./logs.ts"
import { listMapRuns, type MapRunRow } from "./map-runs.ts"
import type { State } from "./state.ts"

/** How much of what happens is logged. https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html */
export type LogLevel = "ALL" | "ERROR" | "FATAL" | "OFF"

export type LogEvent = {
  /** The same each time that the log is read. */
  readonly id: string
  /** Milliseconds since 1970. */
  readonly time: number
  /** JSON, on one line. */
  readonly message: string
}

const FATAL = /^Execution(Failed|TimedOut|Aborted)$/
const ERROR = /(Failed|TimedOut|Aborted)$/

/** Whose log: an execution's. */
export type LogOwner = Pick<KeptExecution, "id" | "name">

/** Milliseconds since 1970; `until` is within. */
export type LogTimes = { readonly from: number; readonly until: number }

export type LogOf = {
  readonly kept: LogOwner
  readonly machine: MachineIdentity
  readonly level: LogLevel
  readonly withData: boolean
}

/**
 * The log of an execution and of its children within some time, in AWS's form, in the order of time. Of an EXPRESS child it is
 * kept when it started and how it ended.
 */
export function readLogEvents(
  state: State,
  { kept, machine, level, withData }: LogOf,
  { from, until }: LogTimes,
): LogEvent[] {
  const arns = arnsOf(machine)
  const own = readEvents(state, { execution: kept.id, child: "" })
  const render = (event: HistoryEvent, child: string, arn: string, redrives: number): LogEvent[] => {
    const { id, timestamp: time, type } = event
    if (time < from || time > until || !isLogged(type, level)) return []
    return [
      { id: `${kept.id}/${child}/${inOrder(id)}`, time, message: toMessage(event, arn, redrives, withData) },
    ]
  }
  let redrives = 0
  const events = own.flatMap((event) => {
    if (event.type === "ExecutionRedriven") redrives++
    return render(event, "", arns.execution(kept.name), redrives)
  })
  for (const mapRun of listMapRuns(state, kept.id)) {
    for (const child of readChildren(state, mapRun.id, LOGGED)) {
      if ((child.started ?? 0) > until || (child.stopped ?? until) < from) continue
      const arn = arns.child(mapRun.label, child.name)
      for (const event of childEvents(state, mapRun, child))
        events.push(...render(event, child.name, arn, child.redrives))
    }
  }
  return events.sort((left, right) => left.time - right.time)
}

const LOGGED = ["RUNNING", "SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED"] as const

function isLogged(type: string, level: LogLevel): boolean {
  if (level === "ALL") return true
  if (level === "OFF") return false
  return (level === "FATAL" ? FATAL : ERROR).test(type)
}

/** A number as a text that sorts as it does: of events of one moment, ids say the order. */
function inOrder(id: number): string {
  return String(id).padStart(12, "0")
}

function toMessage(event: HistoryEvent, arn: string, redrives: number, withData: boolean): string {
  const { id, type, previousEventId, timestamp } = event
  const message = {
    id: String(id),
    type,
    details: asTexts(toEventDetails(event, withData)),
    previous_event_id: String(previousEventId),
    event_timestamp: String(timestamp),
    execution_arn: arn,
    redrive_count: String(redrives),
  }
  return JSON.stringify(message)
}

/** Every scalar as a string. */
function asTexts(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return String(value)
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, asTexts(one)]))
}

function childEvents(state: State, mapRun: MapRunRow, child: ChildRow): HistoryEvent[] {
  if (mapRun.is_express === 0) return readEvents(state, { execution: mapRun.execution, child: child.name })
  const { started, stopped, status, input, output, error, cause } = child
  const of = (
    id: number,
    type: string,
    timestamp: number,
    details: HistoryEvent["details"],
  ): HistoryEvent => {
    return { id, previousEventId: id - 1, type, timestamp, details }
  }
  const begun = started === null ? [] : [of(1, "ExecutionStarted", started, { input: JSON.parse(input) })]
  if (stopped === null || started === null) return begun
  const details = error === null ? { output: JSON.parse(output ?? "null") as unknown } : { error, cause }
  return [...begun, of(2, ENDS[status] ?? "ExecutionSucceeded", stopped, details)]
}

const ENDS: Readonly<Record<string, string>> = {
  FAILED: "ExecutionFailed",
  TIMED_OUT: "ExecutionTimedOut",
  ABORTED: "ExecutionAborted",
}

/** What functions have printed for an execution; each line says for which run and child, a handler's own what it says besides. */
export function readFunctionLog(state: State, kept: LogOwner, source: string): LogEvent[] {
  return readLogs(state, kept.id)
    .filter((line) => line.source === source)
    .map(({ id, time, level, child, message }) => ({
      id: `line/${inOrder(id)}`,
      time,
      message: JSON.stringify({
        level,
        message,
        run: kept.name,
        ...(child === null ? {} : { batch: child, child }),
        ...parseHandlerLine(message),
      }),
    }))
}
