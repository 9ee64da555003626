import { afterEach, beforeEach, expect, it } from "vitest"
import { endExecution, insertExecution } from "./executions.ts"
import { findMachine, forgetDeleted, insertMachine, markDeleting, updateMachine } from "./machines.ts"
import { openState, type State } from "./state.ts"

let state: State

beforeEach(() => {
  state = openState(":memory:")
  insertMachine(state, { name: "m", role: "r", settings: "{}", definition: "{}" }, 1)
})
afterEach(() => state.close())

function start(name: string): number {
  const setup = { buckets: {}, jobFile: null, functionFile: null, processSeconds: 1 }
  const given = { machine: "m", name, started: 1, owner: null, repairs: null }
  return insertExecution(state, { ...given, definition: "{}", input: "{}", setup })
}

it("deletes a machine once nothing of it runs, and no sooner", () => {
  const id = start("one")
  markDeleting(state, "m")
  forgetDeleted(state)
  expect(findMachine(state, "m")).toMatchObject({ is_deleting: 1 })
  endExecution(state, id, { status: "ABORTED" }, 2)
  forgetDeleted(state)
  expect(findMachine(state, "m")).toBeNull()
})

it("deletes no other machine", () => {
  insertMachine(state, { name: "other", role: "r", settings: "{}", definition: "{}" }, 1)
  markDeleting(state, "m")
  forgetDeleted(state)
  expect(findMachine(state, "other")).toMatchObject({ is_deleting: 0 })
})

it("keeps a machine that is made anew while it was being deleted", () => {
  start("one")
  markDeleting(state, "m")
  const revision = updateMachine(state, findMachine(state, "m")!, 2)
  expect(findMachine(state, "m")).toMatchObject({ is_deleting: 0, revision })
})
