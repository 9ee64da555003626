import { type Arns, arnsOf } from "../interpreter/arns.ts"
import type { MachineIdentity } from "../interpreter/thread.ts"
import type { ChildRow, KeptMapRun } from "./kept-map-run.ts"
import type { ResultWriter, WrittenResults } from "./result-writer.ts"

/** Which children lie in which of the files. */
const KINDS = [
  ["FAILED", ["FAILED", "TIMED_OUT", "ABORTED"]],
  ["PENDING", ["PENDING"]],
  ["SUCCEEDED", ["SUCCEEDED"]],
] as const

/** Writes what became of every child, in the order of the batches: the same bytes however often it is done. */
export async function writeResults(
  machine: MachineIdentity,
  label: string,
  mapRun: KeptMapRun,
  writer: ResultWriter,
  transformation: Transformation,
): Promise<WrittenResults> {
  const arns = arnsOf(machine)
  for (const [kind, statuses] of KINDS) {
    // what failed keeps its metadata: without it nobody could tell what it was
    const shape = kind === "SUCCEEDED" ? transformation : "NONE"
    for (const child of mapRun.children(statuses)) {
      for (const entry of entriesOf(arns, label, child, shape)) await writer.add(kind, entry)
    }
  }
  return writer.close()
}

/** What WriterConfig makes of a child: itself with its metadata, its output, or the elements of its output. */
export type Transformation = "NONE" | "COMPACT" | "FLATTEN"

/** A child as JSON texts. An output that is no array is not taken apart. */
export function entriesOf(
  arns: Arns,
  label: string,
  child: ChildRow,
  transformation: Transformation,
): string[] {
  if (transformation === "NONE") return [resultEntry(arns, label, child)]
  const text = child.output ?? "null"
  const output: unknown = transformation === "FLATTEN" ? JSON.parse(text) : undefined
  return Array.isArray(output) ? output.map((element) => JSON.stringify(element)) : [text]
}

/** A child execution as ResultWriter writes it, in AWS's field names; Input and Output are JSON in a string. */
export function resultEntry(arns: Arns, label: string, child: ChildRow): string {
  const { status, started, stopped } = child
  return JSON.stringify({
    ...(child.error === null ? {} : { Cause: child.cause ?? "", Error: child.error }),
    ExecutionArn: arns.child(label, child.name),
    Input: child.input,
    InputDetails: { Included: true },
    Name: child.name,
    ...(child.output === null ? {} : { Output: child.output }),
    OutputDetails: { Included: true },
    RedriveCount: child.redrives,
    ...(status === "SUCCEEDED" ? NOT_REDRIVABLE : REDRIVABLE),
    ...(started === null ? {} : { StartDate: isoOf(started) }),
    StateMachineArn: arns.childMachine(label),
    Status: status,
    ...(stopped === null ? {} : { StopDate: isoOf(stopped) }),
  })
}

const REDRIVABLE = { RedriveStatus: "REDRIVABLE_BY_MAP_RUN" }
const NOT_REDRIVABLE = {
  RedriveStatus: "NOT_REDRIVABLE",
  RedriveStatusReason: "Execution is SUCCEEDED and cannot be redriven",
}

let last = { milliseconds: 0, text: new Date(0).toISOString() }

/** Of the same millisecond as the one before, often. */
function isoOf(milliseconds: number): string {
  if (milliseconds !== last.milliseconds) last = { milliseconds, text: new Date(milliseconds).toISOString() }
  return last.text
}
