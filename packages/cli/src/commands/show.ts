import { resolve } from "node:path"
import { ReduceOutput } from "@mapfold/core/workflow/payloads"
import { readLinks } from "@mapfold/local/engine/again"
import type { KeptExecution } from "@mapfold/local/state/executions"
import { countChildren } from "@mapfold/local/state/find-children"
import { withState } from "@mapfold/local/state/kept-runs"
import { listMapRuns } from "@mapfold/local/state/map-runs"
import { describePlace } from "@mapfold/local/store/bucket-place"
import { near } from "../near.ts"
import { describeCommand } from "../run/command-line.ts"
import { renderRun, type ShownMapRun, type ShownRun } from "../show/shown-run.ts"
import { findRun } from "./again.ts"
import type { HomeOptions } from "./resume.ts"
import { statusOf } from "./runs.ts"

/** Says all that is kept of a run, and how to go on with it. */
export function showRun(run: string, { dir, json = false }: HomeOptions): void {
  const home = resolve(dir)
  const kept = findRun(home, run)
  const mapRuns = withState<ShownMapRun[]>(home, [], (state) =>
    listMapRuns(state, kept.id).map(({ id, label, status, redrives }) => ({
      ...{ label, status, redrives },
      children: countChildren(state, id),
    })),
  )
  process.stdout.write(renderRun(toShown(home, kept, mapRuns), { json }))
}

function toShown(home: string, kept: KeptExecution, mapRuns: readonly ShownMapRun[]): ShownRun {
  const { name: run, started, stopped, redrives, error, cause, setup, point } = kept
  const status = statusOf(home, kept)
  const places = Object.entries(setup.buckets).map(([bucket, place]) => [bucket, describePlace(place)])
  return {
    ...{ run, status, started, stopped, redrives, ...readLinks(kept.input), error, cause },
    ...{ input: JSON.parse(kept.input), output: JSON.parse(kept.output ?? "null") },
    ...{ places: Object.fromEntries(places), setup, state: point?.state ?? null, mapRuns },
    goOn: howToGoOn(status, kept).map((words) => describeCommand([...words, "--dir", near(home)])),
  }
}

/** Commands, as their words. Only what Reduce has read can be repaired: before that not all objects need be known. */
function howToGoOn(status: string, { name: run, output, point }: KeptExecution): string[][] {
  switch (status) {
    case "CUT_OFF":
      return [["resume"]]
    case "ABORTED":
    case "TIMED_OUT":
      return [["redrive", run]]
    case "FAILED":
      return [["redrive", run], ...(point?.state === "Reduce" ? [["repair", run]] : [])]
    default:
      return isIncomplete(output) ? [["repair", run]] : []
  }
}

function isIncomplete(output: string | null): boolean {
  return ReduceOutput.safeParse(JSON.parse(output ?? "null")).data?.complete === false
}
