import { mapPrefix } from "@mapfold/core/run/layout"
import type { RunEvidence } from "../evidence.ts"
import { BATCH_OBJECTS, OBJECTS } from "../plant.ts"
import { type Assumption, expect, judge, of, show } from "./assumption.ts"
import { endOf, entriesOf, manifestsOf, outputsOf, reportOf } from "./read-evidence.ts"

// What ResultWriter leaves, and what Reduce makes of it.

const BATCHES = OBJECTS / BATCH_OBJECTS

export const results: readonly Assumption[] = [
  {
    name: "manifest",
    claim:
      "ResultWriter writes <prefix>/<uuid>/manifest.json, the state answers its place, and it names its files by SUCCEEDED, FAILED and PENDING",
    check: ({ refused }) =>
      of(refused, ({ first }) => {
        const place = placeAnswered(first)
        const keys = first.manifests.map(({ key }) => key)
        const form = new RegExp(`^${mapPrefix(first.run)}/[^/]+/manifest\\.json$`)
        return judge(
          [
            expect("the number of manifests", keys.length, 1),
            form.test(keys[0] ?? "") ? null : `the manifest lies at ${keys[0]}`,
            expect("the place that the state answered", place, keys[0]),
            manifestsOf(first)[0] === null ? `it reads ${show(first.manifests[0]?.content)}` : null,
          ],
          `${keys[0]}: ${show(first.manifests[0]?.content)}`,
        )
      }),
  },
  {
    name: "result-files",
    claim:
      "with Transformation NONE and OutputType JSONL a result file has one entry a line, and all children of a kind are in its files",
    check: ({ refused }) =>
      of(refused, ({ first }) => {
        const files = first.files.map(({ key }) => key.slice(key.lastIndexOf("/") + 1))
        const entries = entriesOf(first, "SUCCEEDED")
        const lines = first.files.flatMap(({ text }) => text.trimEnd().split("\n")).length
        return judge(
          [
            expect("the number of entries", entries.length, BATCHES),
            entries.includes(null)
              ? `an entry is not of the form that is known: ${first.files[0]?.text.slice(0, 400)}`
              : null,
            expect("the number of lines", lines, BATCHES),
          ],
          `${files.join(", ")}: ${entries.length} entries`,
        )
      }),
  },
  {
    name: "entries",
    claim: "an entry has Name, Status, ExecutionArn, and Input and Output as JSON in a string",
    check: ({ refused }) =>
      of(refused, ({ first }) => {
        const entries = entriesOf(first, "SUCCEEDED")
        const [entry] = entries
        return judge(
          [
            entry == null ? "there is no entry" : null,
            outputsOf(first).includes(null) ? `an Output is none of a child: ${show(entry?.Output)}` : null,
            expect("the statuses", [...new Set(entries.map((one) => one?.Status))], ["SUCCEEDED"]),
          ],
          `fields ${Object.keys(entry ?? {}).join(", ")}`,
        )
      }),
  },
  {
    name: "arns",
    claim:
      "a map run's ARN is mapRun:<machine>/<label>:<uuid>, and its children's are execution:<machine>/<label>:<name>",
    check: ({ refused }) =>
      of(refused, ({ first }) => {
        const machine = first.execution.stateMachineArn?.split(":").at(-1) ?? ""
        const mapRunArn = first.mapRuns[0]?.described.mapRunArn ?? ""
        const child = first.mapRuns[0]?.children[0]?.executionArn ?? ""
        const label = `${machine}/MapListed:`
        const entry = entriesOf(first, "SUCCEEDED")[0]
        return judge(
          [
            mapRunArn.includes(`:mapRun:${label}`) ? null : `the map run is ${mapRunArn}`,
            child.includes(`:execution:${label}`) ? null : `a child is ${child}`,
            entry?.ExecutionArn.endsWith(`:execution:${label}${entry.Name}`) === true
              ? null
              : `an entry's ARN is ${entry?.ExecutionArn}, its name ${entry?.Name}`,
          ],
          `…:mapRun:${label}<uuid>, …:execution:${label}${entry?.Name}`,
        )
      }),
  },
  {
    name: "execution-context",
    claim:
      "Execution.Name and Execution.StartTime of the context are the run's name and the start that DescribeExecution tells",
    check: ({ refused }) =>
      of(refused, ({ first }) => {
        const report = reportOf(first)
        const started = first.execution.startDate?.getTime() ?? 0
        const said = Date.parse(report?.startedAt ?? "")
        return judge(
          [
            expect("the report's run", report?.run, first.run),
            Math.abs(said - started) <= 1_000
              ? null
              : `the report says ${report?.startedAt}, AWS ${first.execution.startDate?.toISOString()}`,
          ],
          `${report?.run} began at ${report?.startedAt}`,
        )
      }),
  },
  {
    name: "publishing",
    claim:
      "S3 takes conditional puts (If-None-Match, If-Match), so that latest.json names the run that published last",
    check: ({ repaired }) =>
      of(repaired, ({ run, latest }) => {
        const published = (latest as { readonly run?: unknown } | null)?.run
        return judge(
          [
            expect("how the run ended", run.execution.status, "SUCCEEDED"),
            expect("the run of latest.json", published, run.run),
            expect("complete", reportOf(run)?.complete, true),
          ],
          `latest.json names ${show(published)}`,
        )
      }),
  },
  {
    name: "function-errors",
    claim:
      "an error that a handler throws ends the execution with the error's own name, and a Cause that is JSON with errorMessage",
    check: ({ refused }) =>
      of(refused, ({ first }) => {
        const { status, error, cause } = first.execution
        const isParsed = /^\{.*"errorMessage":/.test(cause ?? "")
        return judge(
          [
            expect("the status", status, "FAILED"),
            expect("the error", error, "ToleranceExceeded"),
            isParsed ? null : `the cause is ${show(cause)}`,
          ],
          endOf(first),
        )
      }),
  },
  {
    name: "caught-input",
    claim:
      "Prepare's InvalidRunInput is caught by its name and ends in the Fail state with the message alone",
    check: ({ missing }) =>
      of(missing, (run) => {
        const { error, cause } = run.execution
        return judge(
          [
            expect("the error", error, "InvalidRunInput"),
            cause?.startsWith("the run's input cannot be used") === true
              ? null
              : `the cause is ${show(cause)}`,
          ],
          endOf(run),
        )
      }),
  },
]

/** Of the state's output, as the history has it. */
function placeAnswered({ history }: RunEvidence): unknown {
  const exited = history.find(({ type }) => type === "MapStateExited")
  const text = exited?.stateExitedEventDetails?.output
  if (text === undefined) return null
  const { ResultWriterDetails } = JSON.parse(text) as { ResultWriterDetails?: { Key?: unknown } }
  return ResultWriterDetails?.Key
}
