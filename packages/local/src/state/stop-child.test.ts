import { makeMemoryStore } from "@mapfold/functions/memory-store.fixture"
import { expect, it } from "vitest"
import { FunctionFailed } from "../errors.ts"
import { keepExecution, machineOf, runMachine } from "../interpreter/run-machine.fixture.ts"
import { askChildToStop, endStoppedChildren, restartChildren } from "./children.ts"
import { readEvents } from "./events.ts"
import { findChild, readChildren } from "./find-children.ts"
import { listMapRuns } from "./map-runs.ts"

const machine = machineOf({
  M: {
    Type: "Map",
    Label: "L",
    ToleratedFailureCount: 1,
    ItemProcessor: {
      ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
      StartAt: "S",
      States: {
        S: {
          Type: "Task",
          Resource: "arn:aws:states:::lambda:invoke",
          Arguments: { FunctionName: "f", Payload: "{% $states.input %}" },
          Output: "{% $states.result.Payload %}",
          End: true,
        },
      },
    },
    End: true,
  },
})

const ALL = ["PENDING", "RUNNING", "SUCCEEDED", "FAILED", "ABORTED"] as const

function keep() {
  const kept = keepExecution()
  const mapRun = () => listMapRuns(kept.state, kept.execution)[0]!
  const childOf = (input: string) => {
    const row = [...readChildren(kept.state, mapRun().id, ALL)].find((child) => child.input === input)
    return findChild(kept.state, row!.name) ?? { ...row!, map_run: mapRun().id }
  }
  const typesOf = (name: string) => readEvents(kept.state, { execution: kept.execution, child: name })
  return { kept, childOf, typesOf, mapRun, store: makeMemoryStore().store }
}

it("ends a child that is stopped by itself, with the reason, and the map run goes on without it", async () => {
  const { kept, childOf, typesOf, store } = keep()
  const f = (item: unknown) => {
    if (item !== "a") return item
    setTimeout(() => askChildToStop(kept.state, childOf('"a"'), { error: "Enough", cause: "of it" }), 10)
    return new Promise(() => {})
  }
  const { outcome } = await runMachine(machine, ["a", "b"], { kept, store, functions: { f } })
  expect(outcome).toStrictEqual({ status: "SUCCEEDED", output: ["b"] })
  const stopped = childOf('"a"')
  expect(stopped).toMatchObject({ status: "ABORTED", error: "Enough", cause: "of it" })
  expect(typesOf(stopped.name).map(({ type }) => type)).toStrictEqual([
    ...["ExecutionStarted", "TaskStateEntered", "TaskScheduled", "TaskStarted", "ExecutionAborted"],
  ])
  expect(typesOf(stopped.name).at(-1)?.details).toStrictEqual({ error: "Enough", cause: "of it" })
})

it("does not run a stopped child again where its process was killed before it came to it", async () => {
  const { kept, childOf, mapRun, store } = keep()
  const f = (item: unknown) => item
  await runMachine(machine, ["a", "b"], { kept, store, functions: { f } })
  kept.state.write("UPDATE children SET status = 'RUNNING', output = NULL WHERE map_run = ?", mapRun().id)
  askChildToStop(kept.state, childOf('"a"'), { cause: "of it" })
  endStoppedChildren(kept.state, mapRun().id, 7)
  restartChildren(kept.state, mapRun().id)
  expect(childOf('"a"')).toMatchObject({ status: "ABORTED", stopped: 7, error: null, cause: "of it" })
  expect(childOf('"b"')).toMatchObject({ status: "PENDING" })
})

it("tells in the history of a STANDARD child how it ended", async () => {
  const { kept, childOf, typesOf, store } = keep()
  const f = (item: unknown) => {
    if (item === "a") throw new FunctionFailed("Bad", "no")
    return item
  }
  await runMachine(machine, ["a", "b"], { kept, store, functions: { f } })
  expect(typesOf(childOf('"b"').name).at(-1)).toMatchObject({
    type: "ExecutionSucceeded",
    details: { output: "b" },
  })
  expect(typesOf(childOf('"a"').name).at(-1)).toMatchObject({
    type: "ExecutionFailed",
    details: { error: "Bad" },
  })
  expect(typesOf(childOf('"a"').name)[0]).toMatchObject({
    type: "ExecutionStarted",
    details: { input: "a", roleArn: "arn:aws:iam::123456789012:role/machine" },
  })
})
