import { afterEach, beforeEach, expect, it } from "vitest"
import { insertExecution } from "../state/executions.ts"
import { insertMachine } from "../state/machines.ts"
import { openState, type State } from "../state/state.ts"
import { logGroups } from "./log-streams.ts"

let state: State

beforeEach(() => {
  state = openState(":memory:")
})
afterEach(() => state.close())

it("has one group for machines that log to one together, with the executions of each", () => {
  const logGroupArn = "arn:aws:logs:us-east-1:000000000000:log-group:shared:*"
  const loggingConfiguration = { level: "ALL", destinations: [{ cloudWatchLogsLogGroup: { logGroupArn } }] }
  const settings = JSON.stringify({ type: "STANDARD", loggingConfiguration })
  const setup = { buckets: {}, jobFile: null, functionFile: null, processSeconds: 1 }
  for (const [machine, created] of [["one", 5] as const, ["other", 3] as const]) {
    insertMachine(state, { name: machine, role: "r", settings, definition: "{}" }, created)
    const given = { machine, name: "x", started: 1, owner: null, repairs: null }
    insertExecution(state, { ...given, definition: "{}", input: "{}", setup })
  }
  const groups = logGroups(state)
  expect(groups).toMatchObject([{ name: "shared", created: 3 }])
  expect(groups[0]!.streams().map(({ name }) => name)).toEqual(["states/one/x", "states/other/x"])
})
