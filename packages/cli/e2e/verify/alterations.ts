import type { Evidence, Found, RunEvidence } from "@mapfold/functions/verify/evidence"

/** An answer that AWS might give in the place of the assumed one. */
export type Alteration = {
  readonly name: string
  readonly otherwise: string
  readonly alter: (evidence: Evidence) => void
}

type Writable<T> = T extends (...args: never[]) => unknown
  ? T
  : T extends object
    ? { -readonly [Field in keyof T]: Writable<T[Field]> }
    : T

/** What a step found, to be altered. */
function found<T>(step: Found<T>): Writable<T> {
  if ("lost" in step) throw new Error(`there is nothing to alter: ${step.lost}`)
  return step.found as Writable<T>
}

const first = ({ refused }: Evidence) => found(refused).first

/** Another text in the result files. */
function inFiles(run: Pick<RunEvidence, "files">, from: string | RegExp, to: string): void {
  for (const file of run.files as Writable<RunEvidence["files"]>) file.text = file.text.replaceAll(from, to)
}

export const ALTERATIONS: readonly Alteration[] = [
  {
    name: "listed-items",
    otherwise: "the field is ETag",
    alter: (evidence) => inFiles(first(evidence), String.raw`\"Etag\"`, String.raw`\"ETag\"`),
  },
  {
    name: "listed-items",
    otherwise: "the Etag has no quotes",
    alter: (evidence) => inFiles(first(evidence), /\\\\\\"([0-9a-f]{32})\\\\\\"/g, "$1"),
  },
  {
    name: "batches",
    otherwise: "the child's input is an array",
    alter: (evidence) => inFiles(first(evidence), String.raw`\"Items\"`, String.raw`\"Others\"`),
  },
  {
    name: "batch-bytes",
    otherwise: "the BatchInput is not counted",
    alter: ({ small }) =>
      inFiles(found(small), String.raw`\"run\":\"`, `${String.raw`\"run\":\"`}${"x".repeat(600)}`),
  },
  {
    name: "map-settings",
    otherwise: "the concurrency is ignored",
    alter: (evidence) => {
      first(evidence).mapRuns[0]!.described.maxConcurrency = 0
    },
  },
  {
    name: "chosen-items",
    otherwise: "the other Map has run",
    alter: ({ repaired }) => {
      const { described } = found(repaired).run.mapRuns[0]!
      described.mapRunArn = described.mapRunArn!.replace("MapItems", "MapListed")
    },
  },
  {
    name: "no-items",
    otherwise: "the Map fails",
    alter: ({ empty }) => {
      found(empty).mapRuns[0]!.described.status = "FAILED"
    },
  },
  {
    name: "manifest",
    otherwise: "it lies without a folder of its own",
    alter: (evidence) => {
      const [manifest] = first(evidence).manifests
      manifest!.key = manifest!.key.replace(/\/[^/]+\/manifest/, "/manifest")
    },
  },
  {
    name: "result-files",
    otherwise: "a file is a JSON array on one line",
    alter: (evidence) => {
      for (const file of first(evidence).files)
        file.text = JSON.stringify(
          file.text
            .trimEnd()
            .split("\n")
            .map((line) => JSON.parse(line) as unknown),
        )
    },
  },
  {
    name: "entries",
    otherwise: "Output is an object",
    alter: (evidence) => inFiles(first(evidence), /"Output":"(?:[^"\\]|\\.)*"/g, '"Output":{}'),
  },
  {
    name: "arns",
    otherwise: "a child is of the machine itself",
    alter: (evidence) => {
      const child = first(evidence).mapRuns[0]!.children[0]!
      child.executionArn = child.executionArn!.replace("/MapListed", "")
    },
  },
  {
    name: "execution-context",
    otherwise: "the start is another time",
    alter: (evidence) => {
      first(evidence).execution.startDate = new Date(0)
    },
  },
  {
    name: "publishing",
    otherwise: "the result was not published",
    alter: ({ repaired }) => {
      found(repaired).latest = null
    },
  },
  {
    name: "function-errors",
    otherwise: "the error has Lambda's name",
    alter: (evidence) => {
      first(evidence).execution.error = "Lambda.Unknown"
    },
  },
  {
    name: "caught-input",
    otherwise: "the cause is the function's whole answer",
    alter: ({ missing }) => {
      found(missing).execution.cause = '{"errorMessage":"no"}'
    },
  },
  {
    name: "killed-by-time",
    otherwise: "the error is States.Timeout",
    alter: ({ killed }) => {
      const report = found(killed).report as { failures: { error: string }[] }
      report.failures[0]!.error = "States.Timeout"
    },
  },
  {
    name: "long-children",
    otherwise: "the child is cut",
    alter: ({ killed }) => {
      found(killed).mapRuns[0]!.children[0]!.status = "TIMED_OUT"
    },
  },
  {
    name: "missing-keys",
    otherwise: "a missing object is access denied",
    alter: ({ stopped }) => {
      const report = found(stopped).redriven.report as { failures: { error: string }[] }
      report.failures[0]!.error = "StoreFailed"
    },
  },
  {
    name: "permissions",
    otherwise: "a run ends for want of a right",
    alter: ({ empty }) => {
      found(empty).execution.cause = "User: arn:… is not authorized to perform: s3:ListBucket"
    },
  },
  {
    name: "redrive-of-reduce",
    otherwise: "the map runs again",
    alter: ({ refused }) => {
      const { first, redriven } = found(refused)
      redriven.history.splice(first.history.length + 1, 0, {
        ...redriven.history[0]!,
        type: "MapStateEntered",
      })
    },
  },
  {
    name: "redrive-of-success",
    otherwise: "it is redriven",
    alter: ({ repaired }) => {
      found(repaired).redrive = { answer: {} }
    },
  },
  {
    name: "namesakes",
    otherwise: "the error has another name",
    alter: ({ repaired }) => {
      found(repaired).namesake = { error: { name: "ValidationException", message: "no" } }
    },
  },
  {
    name: "stop",
    otherwise: "the map run has failed",
    alter: ({ stopped }) => {
      found(stopped).stopped.mapRuns[0]!.described.status = "FAILED"
    },
  },
  {
    name: "redrive-of-map",
    otherwise: "children that succeeded start again",
    alter: ({ stopped }) => {
      for (const child of found(stopped).redriven.mapRuns[0]!.children) child.startDate = new Date(0)
    },
  },
  {
    name: "redrive-of-map",
    otherwise: "a new map run has begun",
    alter: ({ stopped }) => {
      found(stopped).redriven.mapRuns[0]!.described.mapRunArn += "0"
    },
  },
  {
    name: "manifest-after-redrive",
    otherwise: "the manifest has the last attempt's alone",
    alter: ({ stopped }) => {
      for (const file of found(stopped).redriven.files) file.text = file.text.split("\n").at(-2)!
    },
  },
  {
    name: "history-order",
    otherwise: "a map run starts before its state",
    alter: (evidence) => {
      const { history } = first(evidence)
      const at = history.findIndex(({ type }) => type === "MapRunStarted")
      ;[history[at - 1], history[at]] = [history[at]!, history[at - 1]!]
    },
  },
  {
    name: "map-run-counts",
    otherwise: "items are counted by batch",
    alter: (evidence) => {
      first(evidence).mapRuns[0]!.described.itemCounts!.total = 4
    },
  },
  {
    name: "children",
    otherwise: "children have no itemCount",
    alter: (evidence) => {
      for (const child of first(evidence).mapRuns[0]!.children) delete child.itemCount
    },
  },
  {
    name: "child",
    otherwise: "EXPRESS children are not described",
    alter: (evidence) => {
      first(evidence).mapRuns[0]!.child = { error: { name: "ExecutionDoesNotExist", message: "no" } }
    },
  },
  {
    name: "child",
    otherwise: "its input is left out",
    alter: (evidence) => {
      const { child } = first(evidence).mapRuns[0]!
      if (child !== null && "answer" in child) delete child.answer.input
    },
  },
  {
    name: "workflow-lines",
    otherwise: "ids are numbers",
    alter: ({ logs }) => {
      const { workflow } = found(logs)
      workflow.lines = workflow.lines.map((line) => line.replace(/"id":"(\d+)"/, '"id":$1'))
    },
  },
  {
    name: "handler-lines",
    otherwise: "lines have a text before their JSON",
    alter: ({ logs }) => {
      const { process } = found(logs)
      process.lines = process.lines.map((line) => `INFO ${line}`)
    },
  },
]
