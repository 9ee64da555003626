import { afterEach, beforeEach, expect, it } from "vitest"
import { insertExecution, type KeptExecution } from "./executions.ts"
import { readFunctionLog } from "./log-events.ts"
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
