import { resolve } from "node:path"
import { ReduceOutput } from "@mapfold/core/workflow/payloads"
import { readLinks } from "@mapfold/local/engine/again"
import { readableCause } from "@mapfold/local/engine/outcome"
import { type ChildCounts, countChildren } from "@mapfold/local/state/children"
import type { KeptExecution } from "@mapfold/local/state/executions"
import { withState } from "@mapfold/local/state/kept-runs"
import { listMapRuns } from "@mapfold/local/state/map-runs"
import { describePlace } from "@mapfold/local/store/bucket-place"
import { nearObject } from "../near.ts"
import { countOf, duration } from "../quantities.ts"
import { makeVisible } from "../visible-text.ts"
import { findRun } from "./again.ts"
import type { HomeOptions } from "./resume.ts"
import { statusOf } from "./runs.ts"

type MapRun = {
  readonly label: string
  readonly status: string
  readonly redrives: number
  readonly children: Readonly<Record<string, ChildCounts>>
}

/** Says all that is kept of a run, and how to go on with it. */
export function showRun(run: string, { dir, json = false }: HomeOptions): void {
  const home = resolve(dir)
  const kept = findRun(home, run)
  const mapRuns = withState<MapRun[]>(home, [], (state) =>
    listMapRuns(state, kept.id).map(({ id, label, status, redrives }) => ({
      ...{ label, status, redrives },
      children: countChildren(state, id),
    })),
  )
  const status = statusOf(home, kept)
  process.stdout.write(json ? `${asJson(kept, status, mapRuns)}\n` : asText(kept, status, mapRuns))
}

function asJson(kept: KeptExecution, status: string, mapRuns: readonly MapRun[]): string {
  const { name: run, started, stopped, redrives, error, cause, setup, point } = kept
  return JSON.stringify({
    ...{ run, status, started, stopped, redrives, ...readLinks(kept.input), error, cause },
    ...{ input: JSON.parse(kept.input), output: JSON.parse(kept.output ?? "null") },
    ...{ setup, state: point?.state ?? null, mapRuns },
  })
}

function asText(kept: KeptExecution, status: string, mapRuns: readonly MapRun[]): string {
  const { name, started, stopped, setup, error, cause, redrives, point } = kept
  const took = stopped === null ? [] : [`, ended after ${duration(stopped - started)}`]
  const lines: (readonly [string, string])[] = [
    ["run", name],
    [
      "status",
      `${status.toLowerCase().replace("_", " ")}${redrives === 0 ? "" : `, redriven ${redrives} times`}`,
    ],
    ["started", `${new Date(started).toISOString()}${took.join("")}`],
    ["asked", kept.input],
    ...Object.entries(setup.buckets).map(
      ([bucket, place]) => [bucket, nearObject(describePlace(place))] as const,
    ),
    ...Object.entries(readLinks(kept.input)).flatMap(([link, of]) =>
      of === null ? [] : [[link, of] as const],
    ),
    ["state", point?.state ?? "not begun"],
    ...mapRuns.map((mapRun) => ["map", describeMapRun(mapRun)] as const),
    ...(error === null ? [] : [["error", `${error}: ${readableCause(cause ?? "").split("\n")[0]}`] as const]),
    ...howToGoOn(status, kept).map((command) => ["to go on", command] as const),
  ]
  return lines.map(([label, text]) => `${label.padEnd(10)}${makeVisible(text)}\n`).join("")
}

function describeMapRun({ label, status, children }: MapRun): string {
  const parts = Object.entries(children)
    .filter(([, { executions }]) => executions > 0)
    .map(([of, { executions, items }]) => {
      const batches = executions === 1 ? "1 batch" : `${executions} batches`
      return `${batches} of ${countOf(items, "object")} ${of.toLowerCase().replace("_", " ")}`
    })
  return `${label} ${status.toLowerCase()}: ${parts.join(", ") || "no batches"}`
}

/** Only what Reduce has read can be repaired: before that not all objects need be known. */
function howToGoOn(status: string, { name: run, output, point }: KeptExecution): string[] {
  switch (status) {
    case "CUT_OFF":
      return ["mapfold resume"]
    case "ABORTED":
    case "TIMED_OUT":
      return [`mapfold redrive ${run}`]
    case "FAILED":
      return [`mapfold redrive ${run}`, ...(point?.state === "Reduce" ? [`mapfold repair ${run}`] : [])]
    default:
      return isIncomplete(output) ? [`mapfold repair ${run}`] : []
  }
}

function isIncomplete(output: string | null): boolean {
  return ReduceOutput.safeParse(JSON.parse(output ?? "null")).data?.complete === false
}
