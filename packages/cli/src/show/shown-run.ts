import { readableCause } from "@mapfold/core/report/readable-cause"
import { inPlaces, nearObject } from "../near.ts"
import { countOf, duration } from "../quantities.ts"
import { makeVisible } from "../visible-text.ts"

/** Executions, and the items that they were given. */
type Counts = { readonly executions: number; readonly items: number }

export type ShownMapRun = {
  readonly label: string
  readonly status: string
  readonly redrives: number
  /** By the status of the children: SUCCEEDED, FAILED … */
  readonly children: Readonly<Record<string, Counts>>
}

/** All that is said of one run, of a home or of a stage. */
export type ShownRun = {
  readonly run: string
  readonly status: string
  /** Milliseconds since 1970. */
  readonly started: number
  readonly stopped: number | null
  readonly redrives: number
  readonly repairs: string | null
  readonly reduces: string | null
  readonly error: string | null
  readonly cause: string | null
  /** The execution's, as it was given. */
  readonly input: unknown
  readonly output: unknown
  /** Where the buckets are, by their names: a folder's path, or `s3://bucket/prefix/`. */
  readonly places: Readonly<Record<string, string>>
  /** What `--json` has beside it of how the run was set up. */
  readonly setup: unknown
  /** The one that it is in, or ended in. */
  readonly state: string | null
  readonly mapRuns: readonly ShownMapRun[]
  /** Commands. */
  readonly goOn: readonly string[]
}

/** One fact a line, or all of them as one line of JSON. */
export function renderRun(shown: ShownRun, { json }: { readonly json: boolean }): string {
  if (!json) return asText(shown)
  const { places: _, goOn: __, ...facts } = shown
  return `${JSON.stringify(facts)}\n`
}

function asText(shown: ShownRun): string {
  const { run, status, started, stopped, redrives, error, cause } = shown
  const took = stopped === null ? "" : `, ended after ${duration(stopped - started)}`
  const { repairs, reduces } = shown
  const lines: (readonly [string, string])[] = [
    ["run", run],
    [
      "status",
      `${status.toLowerCase().replace("_", " ")}${redrives === 0 ? "" : `, redriven ${redrives} times`}`,
    ],
    ["started", `${new Date(started).toISOString()}${took}`],
    ["asked", JSON.stringify(shown.input)],
    ...Object.entries(shown.places).map(([bucket, place]) => [bucket, nearObject(place)] as const),
    ...Object.entries({ repairs, reduces }).flatMap(([link, of]) =>
      of === null ? [] : [[link, of] as const],
    ),
    ["state", shown.state ?? "not begun"],
    ...shown.mapRuns.map((mapRun) => ["map", describeMapRun(mapRun)] as const),
    ...(error === null ? [] : [["error", inPlaces(describeError(error, cause), shown.places)] as const]),
    ...shown.goOn.map((command) => ["to go on", command] as const),
  ]
  return lines.map(([label, text]) => `${label.padEnd(10)}${makeVisible(text)}\n`).join("")
}

function describeError(error: string, cause: string | null): string {
  return `${error}: ${readableCause(cause ?? "").split("\n")[0]}`
}

function describeMapRun({ label, status, children }: ShownMapRun): string {
  const parts = Object.entries(children)
    .filter(([, { executions }]) => executions > 0)
    .map(([of, { executions, items }]) => {
      const batches = executions === 1 ? "1 batch" : `${executions} batches`
      return `${batches} of ${countOf(items, "object")} ${of.toLowerCase().replace("_", " ")}`
    })
  return `${label} ${status.toLowerCase()}: ${parts.join(", ") || "no batches"}`
}
