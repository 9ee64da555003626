import { arnsOf } from "../interpreter/arns.ts"
import { isoTime } from "../interpreter/iso-time.ts"
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
  mapRun: KeptMapRun,
  render: EntryRenderer,
  writer: ResultWriter,
  transformation: Transformation,
): Promise<WrittenResults> {
  for (const [kind, statuses] of KINDS) {
    // what failed keeps its metadata: without it nobody could tell what it was
    const shape = kind === "SUCCEEDED" ? transformation : "NONE"
    for (const child of mapRun.children(statuses)) {
      for (const entry of entriesOf(render, child, shape)) {
        const full = writer.add(kind, entry)
        if (full !== undefined) await full
      }
    }
  }
  return writer.close()
}

/** What WriterConfig makes of a child: itself with its metadata, its output, or the elements of its output. */
export type Transformation = "NONE" | "COMPACT" | "FLATTEN"

/** A child as JSON texts. An output that is no array is not taken apart. */
export function entriesOf(render: EntryRenderer, child: ChildRow, transformation: Transformation): string[] {
  if (transformation === "NONE") return [render(child)]
  const text = child.output ?? "null"
  const output: unknown = transformation === "FLATTEN" ? JSON.parse(text) : undefined
  return Array.isArray(output) ? output.map((element) => JSON.stringify(element)) : [text]
}

/** A child execution as ResultWriter writes it, in AWS's field names; Input and Output are JSON in a string. */
export type EntryRenderer = (child: ChildRow) => string

/** Puts the text together itself: most of it is the same for every child of a map run. */
export function makeEntryRenderer(machine: MachineIdentity, label: string): EntryRenderer {
  const arns = arnsOf(machine)
  const executionArn = JSON.stringify(arns.child(label, "")).slice(0, -1)
  const machineArn = JSON.stringify(arns.childMachine(label))
  return ({ name, status, started, stopped, redrives, error, cause, input, output }) => {
    const nameText = JSON.stringify(name)
    const failure =
      error === null ? "" : `"Cause":${JSON.stringify(cause ?? "")},"Error":${JSON.stringify(error)},`
    const outputField = output === null ? "" : `"Output":${JSON.stringify(output)},`
    const redrive = status === "SUCCEEDED" ? NOT_REDRIVABLE : REDRIVABLE
    const startDate = started === null ? "" : `"StartDate":"${isoTime(started)}",`
    const stopDate = stopped === null ? "" : `,"StopDate":"${isoTime(stopped)}"`
    return (
      `{${failure}"ExecutionArn":${executionArn}${nameText.slice(1)},"Input":${JSON.stringify(input)},` +
      `"InputDetails":{"Included":true},"Name":${nameText},${outputField}"OutputDetails":{"Included":true},` +
      `"RedriveCount":${redrives},${redrive},${startDate}"StateMachineArn":${machineArn},` +
      `"Status":"${status}"${stopDate}}`
    )
  }
}

const REDRIVABLE = `"RedriveStatus":"REDRIVABLE_BY_MAP_RUN"`
const NOT_REDRIVABLE =
  `"RedriveStatus":"NOT_REDRIVABLE",` +
  `"RedriveStatusReason":"Execution is SUCCEEDED and cannot be redriven"`
