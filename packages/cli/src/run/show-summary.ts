import { MAX_RESULT_BYTES } from "@mapfold/core/reduce/result-files"
import type { ObjectStore } from "@mapfold/core/store/object-store"
import { readObject } from "@mapfold/core/store/read-object"
import { parseS3Uri } from "@mapfold/local/store/bucket-place"
import { openStore } from "@mapfold/local/store/open-store"
import * as z from "zod"
import { EXIT, type ExitCode } from "../exit-code.ts"
import { inPlaces, nearObject } from "../near.ts"
import { countOf, duration, megabytes } from "../quantities.ts"
import { renderTable } from "../table.ts"
import { makeVisible } from "../visible-text.ts"
import { describeTrouble, type Tolerated } from "./describe-trouble.ts"
import type { RunSummary } from "./summary.ts"

type Of<Status> = Extract<RunSummary, { status: Status }>

/** What every result file holds, whatever its job. */
const ResultFile = z.object({ rows: z.array(z.record(z.string(), z.unknown())) })

/** What exceeds a tolerance is told line by line: the message of these has the same in one long sentence. */
const TOLD_BELOW = ["ToleranceExceeded", "States.ExceedToleratedFailureThreshold"]

const NOT_PUBLISHED =
  "mapfold: this result is not published: in its place is that of a run over all objects, or of one that started later"

export type Showing = {
  /** As one line of JSON on stdout, not as a table. */
  readonly json: boolean
  readonly tolerated: Tolerated
  /** A store whose bucket "output" is the summary's; opened by what the summary says where nothing is given. */
  readonly store?: ObjectStore
}

/** Prints a run's end for a person, or as one line of JSON, and answers the exit code. */
export async function showSummary(
  summary: RunSummary,
  { json, tolerated, store }: Showing,
): Promise<ExitCode> {
  if (json) process.stdout.write(`${JSON.stringify(summary)}\n`)
  else if (summary.status === "SUCCEEDED") process.stdout.write(await describeResult(summary, store))
  const lines = describeEnd(summary, tolerated).map((line) => `${makeVisible(line)}\n`)
  if (lines.length > 0) process.stderr.write(lines.join(""))
  if (summary.interrupted) return EXIT.interrupted
  return summary.status === "SUCCEEDED" ? EXIT.done : EXIT.runFailed
}

async function describeResult(summary: Of<"SUCCEEDED">, given: ObjectStore | undefined): Promise<string> {
  const { objects, records, bytes, ms } = summary
  const output = parseS3Uri(summary.output) ?? summary.output
  const store = given ?? (await openStore({ buckets: { output } }))
  const { bytes: text } = await readObject(store, "output", summary.result, MAX_RESULT_BYTES)
  const { rows } = ResultFile.parse(JSON.parse(new TextDecoder().decode(text)))
  const done = `${countOf(objects.processed, "object")}, ${countOf(records.rows, "row")}, ${megabytes(bytes)}`
  const rate = `${megabytes((bytes * 1000) / Math.max(ms, 1))}/s`
  return `${renderTable(rows)}
${summary.job}: ${done} in ${duration(ms)} (${rate})
result  ${nearObject(summary.output, summary.result)}
report  ${nearObject(summary.output, summary.report)}
`
}

/** Everything that a person should know beside the result; no line where there is nothing. */
function describeEnd(summary: RunSummary, tolerated: Tolerated): string[] {
  if (summary.status === "FAILED") return describeFailure(summary, tolerated)
  if (summary.status === "ABORTED") return describeStop(summary)
  return [
    ...(summary.interrupted ? ["mapfold: it could no longer be stopped: the result was being written"] : []),
    ...(summary.complete ? [] : describeIncomplete(summary, tolerated)),
    ...(summary.published ? [] : [NOT_PUBLISHED]),
  ]
}

function describeIncomplete(summary: Of<"SUCCEEDED">, tolerated: Tolerated): string[] {
  return [
    "mapfold: the result is incomplete, as was tolerated",
    ...describeTrouble(summary, tolerated).map((line) => inPlaces(line, summary)),
    `report   ${nearObject(summary.output, summary.report)}`,
    ...describeRejects(summary),
  ]
}

function describeFailure(summary: Of<"FAILED">, tolerated: Tolerated): string[] {
  const { run, error, report, output, alone } = summary
  const isTold = TOLD_BELOW.includes(error) && summary.failures.total + summary.rejects.total > 0
  const sentence = isTold ? "" : `: ${inPlaces(withoutReport(withoutStack(summary.message)), summary)}`
  return [
    `mapfold: ${run} failed: ${error}${sentence}`,
    ...describeTrouble(summary, tolerated).map((line) => inPlaces(line, summary)),
    ...(report === null ? [] : [`report   ${nearObject(output, report)}`]),
    ...describeRejects(summary),
    ...(alone === null ? [] : [`to run the first of these objects alone:  ${alone}`]),
  ]
}

function describeRejects({ output, rejects }: Of<"SUCCEEDED" | "FAILED">): string[] {
  return rejects.prefix === null ? [] : [`rejects  ${nearObject(output, rejects.prefix)}`]
}

function describeStop({ run, message, goOn, again }: Of<"ABORTED">): string[] {
  return [
    `mapfold: ${run} was ${message}`,
    `to go on with it:  ${goOn}`,
    `what exists is as it was, results of earlier runs too; to start it again:  ${again}`,
  ]
}

/** Where the report lies is said on a line of its own. */
function withoutReport(message: string): string {
  return message.replace(/; the report is s3:\/\/output\/\S+$/, "")
}

/** An error that nobody foresaw brings its stack, which helps nobody but its maker: `--json` shows it. */
function withoutStack(message: string): string {
  return message.split(/\n {4}at /)[0]!
}
