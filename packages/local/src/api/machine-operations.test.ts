import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, expect, it } from "vitest"
import { type Engines, openEngines } from "../engine/engines.ts"
import { endExecution, findExecution, insertExecution, readStopAsked } from "../state/executions.ts"
import { machineOperations } from "./machine-operations.ts"
import { startOperations } from "./start-operation.ts"

let home = ""
let engines: Engines

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), "mapfold-machines-"))
  const buckets = { input: join(home, "input"), output: join(home, "output") }
  engines = await openEngines({ home, buckets, workers: 1 })
})
afterAll(async () => {
  await engines.close("stop")
  rmSync(home, { recursive: true })
})

const States = { A: { Type: "Succeed" } }
const definition = JSON.stringify({ QueryLanguage: "JSONata", StartAt: "A", States })
const machine = { name: "m", definition, roleArn: "arn:aws:iam::000000000000:role/any" }
const stateMachineArn = "arn:aws:states:us-east-1:000000000000:stateMachine:m"

it("has a machine that is deleted DELETING until what it runs has ended, and lets nothing new begin", async () => {
  const { state, start } = engines.main.executions
  const context = { state, engines, now: Date.now }
  const ask = (operation: string, request: object = { stateMachineArn }) =>
    (machineOperations[operation] ?? startOperations[operation])!(context, request)
  ask("CreateStateMachine", machine)
  await start({ machine: "m", definition, name: "ended", input: "{}" }).done
  // said to be run by this process, which does not: it ends when the test says so
  const { owner, setup } = findExecution(state, "m", "ended")!
  const given = { machine: "m", name: "running", started: 1, owner, repairs: null }
  const id = insertExecution(state, { ...given, definition, input: "{}", setup })

  expect(ask("DeleteStateMachine")).toEqual({})
  expect(readStopAsked(state, id)).toBe("{}")
  expect(ask("DescribeStateMachine")).toMatchObject({ status: "DELETING" })
  const refused = [
    ["StartExecution", { stateMachineArn }],
    ["UpdateStateMachine", { stateMachineArn, roleArn: machine.roleArn }],
    ["CreateStateMachine", machine],
  ] as const
  for (const [operation, request] of refused)
    expect(() => ask(operation, request)).toThrow(`State Machine is being deleted: '${stateMachineArn}'`)

  endExecution(state, id, { status: "ABORTED" }, 2)
  expect(() => ask("DescribeStateMachine")).toThrow(`State Machine Does Not Exist: '${stateMachineArn}'`)
  expect(ask("CreateStateMachine", machine)).toMatchObject({ stateMachineArn })
})
