import { readFileSync } from "node:fs"
import { join, relative } from "node:path"
import * as z from "zod"
import { EXIT, type ExitCode } from "../exit-code.ts"
import { count, countOf, duration, megabytes } from "../quantities.ts"
import { renderTable } from "../table.ts"
import type { RunSummary } from "./summary.ts"

type Succeeded = Extract<RunSummary, { status: "SUCCEEDED" }>
type Failed = Extract<RunSummary, { status: "FAILED" }>

/** What every result file holds, whatever its job. */
const ResultFile = z.object({ rows: z.array(z.record(z.string(), z.unknown())) })

/** Prints a run's end for a person, or as one line of JSON, and answers the exit code. */
export function showSummary(summary: RunSummary, json: boolean): ExitCode {
  if (json) process.stdout.write(`${JSON.stringify(summary)}\n`)
  else if (summary.status === "SUCCEEDED") process.stdout.write(describeResult(summary))
  const trouble = describeTrouble(summary)
  if (trouble !== "") process.stderr.write(trouble)
  if (summary.status === "ABORTED") return EXIT.interrupted
  if (summary.status === "SUCCEEDED") return EXIT.done
  return summary.error === "InvalidRunInput" ? EXIT.usage : EXIT.runFailed
}

function describeResult(summary: Succeeded): string {
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

/** Everything that a person should know beside the result; empty where there is nothing. */
function describeTrouble(summary: RunSummary): string {
  if (summary.status === "ABORTED") return `mapfold: ${summary.run} was ${summary.message}\n`
  if (summary.status === "FAILED") return describeFailure(summary)
  const lines: string[] = []
  if (!summary.complete) lines.push(describeIncomplete(summary))
  if (!summary.published) {
    lines.push(
      `mapfold: a run that started later has published its result; this one's is ${summary.result} only`,
    )
  }
  return lines.map((line) => `${line}\n`).join("")
}

function describeIncomplete({ objects, records, output, report }: Succeeded): string {
  const lost = `${count(objects.failed)} of ${countOf(objects.listed, "object")} failed`
  const rejected = `${count(records.rejected)} of ${countOf(records.rows, "record")} were rejected`
  return `mapfold: the result is incomplete: ${lost} and ${rejected}, as was tolerated; ${near(join(output, report))} names them`
}

function describeFailure({ run, error, message, report, input, output }: Failed): string {
  const named = report !== null && message.includes(report)
  const lines = report === null || named ? [] : [`report  ${near(join(output, report))}`]
  const sentence = inFolders(message, { input, output })
  return [`mapfold: ${run} failed: ${error}: ${sentence}`, ...lines, ""].join("\n")
}

/** The engine calls the folders by their buckets' names; a person knows them by their paths. */
function inFolders(message: string, folders: { readonly input: string; readonly output: string }): string {
  return message.replaceAll(
    /s3:\/\/(input|output)\//g,
    (_, bucket: "input" | "output") => `${near(folders[bucket])}/`,
  )
}

/** A path as short as it can be said from here. */
function near(path: string): string {
  const short = relative(process.cwd(), path)
  return short === "" || short.startsWith("..") ? path : short
}
