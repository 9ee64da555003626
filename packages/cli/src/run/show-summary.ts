import { readFileSync } from "node:fs"
import { join, resolve } from "node:path"
import * as z from "zod"
import { EXIT, type ExitCode } from "../exit-code.ts"
import { near } from "../near.ts"
import { countOf, duration, megabytes } from "../quantities.ts"
import { renderTable } from "../table.ts"
import { makeVisible } from "../visible-text.ts"
import { describeTrouble, type Tolerated } from "./describe-trouble.ts"
import type { RunSummary } from "./summary.ts"

type Of<Status> = Extract<RunSummary, { status: Status }>
type Buckets = Pick<RunSummary, "input" | "output">

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
}

/** Prints a run's end for a person, or as one line of JSON, and answers the exit code. */
export function showSummary(summary: RunSummary, { json, tolerated }: Showing): ExitCode {
  if (json) process.stdout.write(`${JSON.stringify(summary)}\n`)
  else if (summary.status === "SUCCEEDED") process.stdout.write(describeResult(summary))
  const lines = describeEnd(summary, tolerated).map((line) => `${makeVisible(line)}\n`)
  if (lines.length > 0) process.stderr.write(lines.join(""))
  if (summary.interrupted) return EXIT.interrupted
  return summary.status === "SUCCEEDED" ? EXIT.done : EXIT.runFailed
}

function describeResult(summary: Of<"SUCCEEDED">): string {
  const { objects, records, bytes, ms } = summary
  const file = join(summary.output, summary.result)
  const { rows } = ResultFile.parse(JSON.parse(readFileSync(file, "utf8")))
  const done = `${countOf(objects.processed, "object")}, ${countOf(records.rows, "row")}, ${megabytes(bytes)}`
  const rate = `${megabytes((bytes * 1000) / Math.max(ms, 1))}/s`
  return `${renderTable(rows)}
${summary.job}: ${done} in ${duration(ms)} (${rate})
result  ${near(file)}
report  ${near(join(summary.output, summary.report))}
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
    ...describeTrouble(summary, tolerated).map((line) => inFolders(line, summary)),
    `report   ${near(join(summary.output, summary.report))}`,
    ...describeRejects(summary),
  ]
}

function describeFailure(summary: Of<"FAILED">, tolerated: Tolerated): string[] {
  const { run, error, report, output, alone } = summary
  const isTold = TOLD_BELOW.includes(error) && summary.failures.total + summary.rejects.total > 0
  const sentence = isTold ? "" : `: ${inFolders(withoutReport(withoutStack(summary.message)), summary)}`
  return [
    `mapfold: ${run} failed: ${error}${sentence}`,
    ...describeTrouble(summary, tolerated).map((line) => inFolders(line, summary)),
    ...(report === null ? [] : [`report   ${near(join(output, report))}`]),
    ...describeRejects(summary),
    ...(alone === null ? [] : [`to run the first of these objects alone:  ${alone}`]),
  ]
}

function describeRejects({ output, rejects }: Of<"SUCCEEDED" | "FAILED">): string[] {
  return rejects.prefix === null ? [] : [`rejects  ${near(resolve(output, rejects.prefix))}/`]
}

function describeStop({ run, message, goOn, again }: Of<"ABORTED">): string[] {
  return [
    `mapfold: ${run} was ${message}`,
    `to go on with it:  ${goOn}`,
    `what exists is as it was, results of earlier runs too; to start it again:  ${again}`,
  ]
}

/** The engine calls the folders by their buckets' names; a person knows them by their paths. */
function inFolders(message: string, folders: Buckets): string {
  const pathOf = (bucket: string) => near(folders[bucket as keyof Buckets])
  return message
    .replaceAll(/s3:\/\/(input|output)\//g, (_, bucket) => `${pathOf(bucket)}/`)
    .replaceAll(/bucket "(input|output)"/g, (_, bucket) => `folder ${pathOf(bucket)}`)
}

/** Where the report lies is said on a line of its own. */
function withoutReport(message: string): string {
  return message.replace(/; the report is s3:\/\/output\/\S+$/, "")
}

/** An error that nobody foresaw brings its stack, which helps nobody but its maker: `--json` shows it. */
function withoutStack(message: string): string {
  return message.split(/\n {4}at /)[0]!
}
