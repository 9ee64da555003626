import { afterEach, beforeEach, expect, it } from "vitest"
import { insertExecution, type KeptExecution } from "./executions.ts"
import { readFunctionLog, readLogEvents } from "./log-events.ts"
import { makeLogKeeper } from "./logs.ts"
import { openState, type State } from "./state.ts"

let state: State
let kept: KeptExecution

beforeEach(() => {
  state = openState(":memory:")
  const setup = { buckets: {}, jobFile: null, functionFile: null, processSeconds: 1 }
  const given = { machine: "m", name: "run-1", started: 1, owner: null, repairs: null }
  const id = insertExecution(state, { ...given, definition: "{}", input: "{}", setup })
  kept = { id, name: "run-1" } as Partial<KeptExecution> as KeptExecution
})
afterEach(() => state.close())

it("reads a function's lines as its logger would have them: what a job prints, and what the handler says of an object", () => {
  const keep = makeLogKeeper(state)
  const line = { time: 5, level: "ERROR", source: "process" } as const
  const own = { message: "object failed", run: "run-1", batch: "b1", object: "2025/a.csv" }
  keep({ execution: kept.id, child: "c1" }, { ...line, message: "hello" })
  keep({ execution: kept.id, child: "c1" }, { ...line, message: JSON.stringify(own) })
  keep({ execution: kept.id, child: null }, { ...line, source: "reduce", message: "of another" })
  expect(readFunctionLog(state, kept, "process").map(({ message }) => JSON.parse(message))).toEqual([
    { level: "ERROR", message: "hello", run: "run-1", batch: "c1", child: "c1" },
    { level: "ERROR", child: "c1", ...own },
  ])
})

it("says of each event after how many redrives it came", () => {
  const insert =
    "INSERT INTO events (execution, child, id, previous, type, time, details) VALUES (?, '', ?, ?, ?, ?, '{}')"
  const types = ["ExecutionStarted", "ExecutionFailed", "ExecutionRedriven", "ExecutionSucceeded"]
  for (const [at, type] of types.entries()) state.write(insert, kept.id, at + 1, at, type, at)
  const how = { machine: { region: "r", account: "a", name: "m" }, level: "ALL", withData: true } as const
  const read = (from: number, until: number) =>
    readLogEvents(state, { kept, ...how }, { from, until }).map(({ message }) => {
      const { type, redrive_count: redrives } = JSON.parse(message)
      return [type, redrives]
    })
  const all = [
    ["ExecutionStarted", "0"],
    ["ExecutionFailed", "0"],
    ["ExecutionRedriven", "1"],
    ["ExecutionSucceeded", "1"],
  ]
  expect(read(0, 9)).toEqual(all)
  expect(read(1, 2)).toEqual(all.slice(1, 3))
})
