import type { HistoryEvent } from "@aws-sdk/client-sfn"
import { MapManifest } from "@mapfold/core/reduce/map-results"
import { Report } from "@mapfold/core/report/report"
import { ChildInput, ChildOutput } from "@mapfold/core/workflow/payloads"
import * as z from "zod"
import { parseJson } from "../../runs/aws/execution.ts"
import type { Answer, ResultFile, RunEvidence } from "../evidence.ts"

/** What of an entry of ResultWriter's files is relied on, in full. */
export const Entry = z.looseObject({
  ExecutionArn: z.string(),
  Name: z.string(),
  Status: z.string(),
  Input: z.string(),
  Output: z.string().optional(),
})
export type Entry = z.infer<typeof Entry>

/** The values of a file of JSON lines, or of a JSON array. */
export function linesOf({ text }: ResultFile): unknown[] {
  const whole = parseJson(text)
  if (Array.isArray(whole)) return whole as unknown[]
  return text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => parseJson(line))
}

/** Entries of a kind, of the files that the last manifest names; null for one that is none. */
export function entriesOf({ files, manifests }: RunEvidence, kind: string): (Entry | null)[] {
  return files
    .filter((file) => file.kind === kind && file.manifest === manifests.at(-1)?.key)
    .flatMap((file) => linesOf(file).map((line) => Entry.safeParse(line).data ?? null))
}

/** Inputs of the children that did well; null for one that is not of the form that Process takes. */
export function inputsOf(run: RunEvidence): (ChildInput | null)[] {
  return entriesOf(run, "SUCCEEDED").map(
    (entry) => ChildInput.safeParse(parseJson(entry?.Input)).data ?? null,
  )
}

export function outputsOf(run: RunEvidence): (ChildOutput | null)[] {
  return entriesOf(run, "SUCCEEDED").map(
    (entry) => ChildOutput.safeParse(parseJson(entry?.Output)).data ?? null,
  )
}

export function reportOf({ report }: RunEvidence): Report | null {
  return Report.safeParse(report).data ?? null
}

export function manifestsOf({ manifests }: RunEvidence): (MapManifest | null)[] {
  return manifests.map(({ content }) => MapManifest.safeParse(content).data ?? null)
}

export function typesOf(events: readonly HistoryEvent[]): string[] {
  return events.map(({ type }) => type ?? "")
}

/** `Error: cause`, as an execution ended. */
export function endOf({ execution }: RunEvidence): string {
  const { status, error, cause } = execution
  return error === undefined ? `${status}` : `${status} ${error}: ${messageOf(cause)}`
}

/** A function's own message where the cause is its answer. */
export function messageOf(cause: string | undefined): string {
  const parsed = parseJson(cause) as { readonly errorMessage?: unknown } | null
  const message = parsed?.errorMessage
  return (typeof message === "string" ? message : (cause ?? "")).slice(0, 200)
}

/** Null where it was refused by that name. */
export function expectError(what: string, answer: Answer<unknown>, name: string): string | null {
  if ("answer" in answer) return `${what} was taken, and not refused with ${name}`
  return answer.error.name === name
    ? null
    : `${what} was refused with ${answer.error.name} (${answer.error.message.slice(0, 200)}), not ${name}`
}
