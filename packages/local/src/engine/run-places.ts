import type { PlaceOf, RunPlace } from "@mapfold/functions/runs/run-place"
import { findExecution, type Setup } from "../state/executions.ts"
import type { State } from "../state/state.ts"
import { describePlace } from "../store/bucket-place.ts"
import { openStore } from "../store/open-store.ts"
import { WORKFLOW } from "./workflow-name.ts"

/** Buckets that are kept open: a store in S3 has connections. */
const MAX_OPEN = 16

/** What the home's own runs are set up with, as far as it says where they read and write. */
export type OwnSetup = Pick<Setup, "buckets" | "jobFile">

/**
 * The places of a home's runs that were started over other buckets (`mapfold run --input --output`) or with another job file than
 * the endpoints are opened over: their files are read where they are.
 */
export function makeRunPlaces(state: State, own: OwnSetup): PlaceOf {
  const places = new Map<string, Promise<RunPlace>>()
  const ownName = nameOf(own)
  return async (run) => {
    const setup = findExecution(state, WORKFLOW, run)?.setup
    if (setup === undefined || nameOf(setup) === ownName) return null
    const name = nameOf(setup)
    const place = places.get(name) ?? openPlace(setup)
    // the one that was asked for last is the last to go
    places.delete(name)
    places.set(name, place)
    for (const [oldest] of places) if (places.size > MAX_OPEN) places.delete(oldest)
    return place
  }
}

function nameOf({ buckets: { input, output }, jobFile }: OwnSetup): string {
  return JSON.stringify([input, output, jobFile])
}

async function openPlace({ buckets, jobFile }: OwnSetup): Promise<RunPlace> {
  const { input = "" } = buckets
  return { store: await openStore({ buckets }), source: { input: describePlace(input), jobFile } }
}
