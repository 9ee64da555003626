import { resolve } from "node:path"
import { readBatches } from "@mapfold/core/reduce/read-batches"
import { describeFailure } from "@mapfold/core/report/describe"
import { ChildInput, ChildOutput } from "@mapfold/core/workflow/payloads"
import { readableCause } from "@mapfold/local/engine/outcome"
import type { ChildRow } from "@mapfold/local/map-run/kept-map-run"
import { readEvents } from "@mapfold/local/state/events"
import type { KeptExecution } from "@mapfold/local/state/executions"
import { readChildren } from "@mapfold/local/state/find-children"
import { type HandlerLine, parseHandlerLine } from "@mapfold/local/state/handler-line"
import { withState } from "@mapfold/local/state/kept-runs"
import { readLogs } from "@mapfold/local/state/logs"
import { listMapRuns } from "@mapfold/local/state/map-runs"
import { openStore } from "@mapfold/local/store/open-store"
import { UsageError } from "../errors.ts"
import { describeFindings } from "../show/findings.ts"
import { renderLine, type ShownLine } from "../show/shown-line.ts"
import { findRun } from "./again.ts"
import type { HomeOptions } from "./resume.ts"

export type LogsOptions = HomeOptions & { readonly batch?: string; readonly object?: string }

const ALL = ["PENDING", "RUNNING", "SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED"] as const
const FAILED = ["FAILED", "TIMED_OUT"] as const

/** Prints what happened in a run or, where a batch or an object is named, to that alone. */
export async function showLogs(run: string, options: LogsOptions): Promise<void> {
  const home = resolve(options.dir)
  const kept = findRun(home, run)
  const isNarrow = options.batch !== undefined || options.object !== undefined
  const children = readWanted(home, kept, options)
  if (isNarrow && children.length === 0) throw new UsageError(describeNone(run, options))
  const names = new Set(children.map(({ name }) => name))
  const lines = [
    ...(isNarrow ? [] : readEventLines(home, kept)),
    ...children.flatMap(describeChild),
    ...readPrinted(home, kept, isNarrow).filter(
      ({ child }) => !isNarrow || (child !== null && names.has(child)),
    ),
  ].sort((left, right) => compareTimes(left.time, right.time))
  if (isNarrow) for (const child of children) lines.push(...(await readFindings(kept, child, options.object)))
  for (const line of lines) process.stdout.write(renderLine(line, { json: options.json === true }))
}

function describeNone(run: string, { batch, object }: LogsOptions): string {
  const what = [
    ...(batch === undefined ? [] : [`is called "${batch}"`]),
    ...(object === undefined
      ? []
      : [`was given the object "${object}"; a key is the whole path in the bucket`]),
  ]
  return `no batch of ${run} ${what.join(" and ")}`
}

function compareTimes(left: string | null, right: string | null): number {
  return (left ?? "") < (right ?? "") ? -1 : left === right ? 0 : 1
}

/** The children that are asked for; those that failed where none are. */
function readWanted(home: string, kept: KeptExecution, { batch, object }: LogsOptions): ChildRow[] {
  const isNarrow = batch !== undefined || object !== undefined
  return withState<ChildRow[]>(home, [], (state) =>
    listMapRuns(state, kept.id).flatMap(({ id }) =>
      [...readChildren(state, id, isNarrow ? ALL : FAILED)].filter(
        (child) =>
          (batch === undefined ||
            child.name === batch ||
            batchesOf(child).some((of) => of.startsWith(batch))) &&
          (object === undefined || itemsOf(child).some(({ Key }) => Key === object)),
      ),
    ),
  )
}

function batchesOf({ output }: ChildRow): readonly string[] {
  return output === null ? [] : (ChildOutput.safeParse(JSON.parse(output)).data?.batches ?? [])
}

function itemsOf({ input }: ChildRow): readonly { readonly Key: string }[] {
  return ChildInput.safeParse(JSON.parse(input)).data?.Items ?? []
}

function readEventLines(home: string, { id }: KeptExecution): ShownLine[] {
  const events = withState(home, [], (state) => readEvents(state, { execution: id, child: "" }))
  return events.map(({ type, timestamp, details }) => {
    const { name, error, cause } = details as { name?: string; error?: string; cause?: string }
    const why = error === undefined ? "" : ` ${error}: ${readableCause(cause ?? "")}`
    const level = error === undefined ? "INFO" : "ERROR"
    return {
      time: isoOf(timestamp),
      level,
      child: null,
      batches: [],
      text: `${type}${name === undefined ? "" : ` ${name}`}${why}`,
    }
  })
}

function describeChild(row: ChildRow): ShownLine[] {
  const { name: child, status, items, started, stopped, error, cause } = row
  const of = { child, batches: batchesOf(row) }
  const what = `child ${child} of ${items} objects`
  const why = error === null ? "" : `: ${error}: ${readableCause(cause ?? "")}`
  return [
    ...(started === null ? [] : [{ ...of, time: isoOf(started), level: "INFO", text: `${what} started` }]),
    {
      ...of,
      time: stopped === null ? null : isoOf(stopped),
      level: error === null ? "INFO" : "ERROR",
      text: `${what} ${status.toLowerCase().replace("_", " ")}${why}`,
    },
  ]
}

/** Of a child that is looked at the handler's own lines are left out: its batches say the same, and all of it. */
function readPrinted(home: string, { id }: KeptExecution, isNarrow: boolean): ShownLine[] {
  const printed = withState(home, [], (state) => readLogs(state, id))
  return printed.flatMap(({ time, level, child, source, message }) => {
    const own = parseHandlerLine(message)
    if (own !== null && isNarrow) return []
    const text = own === null ? message : describeOwn(own)
    return [{ time: isoOf(time), level, child, batches: [], text: `${source}: ${text}` }]
  })
}

/** `object failed: 2025/01001099999.csv has no column "TEMP"` */
function describeOwn({ message, object: key, error, rule, rejected }: HandlerLine): string {
  if (error !== undefined && key !== undefined)
    return `${message}: ${describeFailure({ key, message: error.message })}`
  return rejected === undefined ? message : `${message} by the rule "${rule}": ${rejected}`
}

/** What a child's batches say of their objects, or of one of them. */
async function readFindings(
  kept: KeptExecution,
  row: ChildRow,
  object: string | undefined,
): Promise<ShownLine[]> {
  const { output } = kept.setup.buckets
  const answer = ChildOutput.safeParse(JSON.parse(row.output ?? "null")).data
  const input = ChildInput.safeParse(JSON.parse(row.input)).data
  if (output === undefined || answer === undefined || input === undefined) return []
  const store = await openStore({ buckets: { output } })
  const entry = { Name: row.name, Input: input, Output: answer }
  const readings = await readBatches(store, "output", input.BatchInput.run, { state: "SUCCEEDED", entry })
  return readings.flatMap(({ id, batch }) =>
    describeFindings(
      { failures: batch?.failures ?? [], rejects: batch?.rejects.examples ?? [] },
      { child: row.name, batches: [id] },
      object,
    ),
  )
}

function isoOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString()
}
