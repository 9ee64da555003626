import { expect, it } from "vitest"
import { makeMemoryHistory } from "./history.ts"

it("numbers events from 1 and keeps which led to which", () => {
  const history = makeMemoryHistory(() => 5)
  const first = history.add("ExecutionStarted", 0, { input: 1 })
  history.add("PassStateEntered", first)
  expect(history.events).toStrictEqual([
    { id: 1, previousEventId: 0, type: "ExecutionStarted", timestamp: 5, details: { input: 1 } },
    { id: 2, previousEventId: 1, type: "PassStateEntered", timestamp: 5, details: {} },
  ])
})

it("ends an execution that has too many events, with room for the event that says so", () => {
  const history = makeMemoryHistory(() => 5, 3)
  history.add("ExecutionStarted", 0)
  history.add("PassStateEntered", 1)
  expect(() => history.add("PassStateExited", 2)).toThrow("maximum number of history events (3)")
  expect(history.add("ExecutionFailed", 2)).toBe(3)
})
