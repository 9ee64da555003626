import { afterEach, beforeEach, expect, it } from "vitest"
import { cutHistory, lastEventId, makeKeptHistory, readEvents } from "./events.ts"
import { insertExecution } from "./executions.ts"
import { openState, type State } from "./state.ts"

let state: State
let of: { execution: number; child: string }

beforeEach(() => {
  state = openState(":memory:")
  const setup = { buckets: {}, jobFile: null, functionFile: null, processSeconds: 1 }
  const given = { machine: "m", name: "r", started: 1, owner: null, repairs: null }
  of = { execution: insertExecution(state, { ...given, definition: "{}", input: "{}", setup }), child: "" }
})
afterEach(() => state.close())

it("numbers events from 1 and keeps which led to which", () => {
  const history = makeKeptHistory(state, of, () => 5)
  const first = history.add("ExecutionStarted", 0, { input: 1 })
  history.add("PassStateEntered", first)
  expect(readEvents(state, of)).toStrictEqual([
    { id: 1, previousEventId: 0, type: "ExecutionStarted", timestamp: 5, details: { input: 1 } },
    { id: 2, previousEventId: 1, type: "PassStateEntered", timestamp: 5, details: {} },
  ])
})

it("pages forwards and backwards", () => {
  const history = makeKeptHistory(state, of, () => 5)
  for (let event = 0; event < 5; event++) history.add("PassStateEntered", event)
  const ids = (page: Parameters<typeof readEvents>[2]) => readEvents(state, of, page).map(({ id }) => id)
  expect(ids({ count: 2 })).toEqual([1, 2])
  expect(ids({ after: 2, count: 9 })).toEqual([3, 4, 5])
  expect(ids({ reverse: true, count: 2 })).toEqual([5, 4])
  expect(ids({ reverse: true, after: 4 })).toEqual([3, 2, 1])
})

it("forgets the events of an attempt that was cut, and numbers on from there", () => {
  const history = makeKeptHistory(state, of, () => 5)
  const other = { ...of, child: "c" }
  makeKeptHistory(state, other, () => 5).add("ExecutionStarted", 0)
  for (let event = 0; event < 5; event++) history.add("PassStateEntered", event)
  cutHistory(state, of, 2)
  expect(lastEventId(state, of)).toBe(2)
  expect(makeKeptHistory(state, of, () => 5, 2).add("PassStateExited", 2)).toBe(3)
  expect(lastEventId(state, other)).toBe(1)
})

it("ends an execution that has too many events, with room for the event that says so", () => {
  const history = makeKeptHistory(state, of, () => 5, 24_998)
  history.add("PassStateExited", 24_998)
  expect(() => history.add("PassStateEntered", 24_999)).toThrow("maximum number of history events (25000)")
  expect(history.add("ExecutionFailed", 24_999)).toBe(25_000)
})
