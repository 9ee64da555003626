import { makeMemoryStore } from "@mapfold/functions/memory-store.fixture"
import { beforeEach, describe, expect, it } from "vitest"
import { FunctionFailed } from "../errors.ts"
import {
  keepExecution,
  later,
  machineOf,
  runMachine,
  type TestFunction,
} from "../interpreter/run-machine.fixture.ts"
import { readEvents } from "./events.ts"
import { endExecution, findExecution } from "./executions.ts"
import { readChildren } from "./find-children.ts"
import { listMapRuns } from "./map-runs.ts"
import { findRedriveToken, redrive } from "./redrive.ts"

let kept: ReturnType<typeof keepExecution>
let buckets: ReturnType<typeof makeMemoryStore>

beforeEach(async () => {
  kept = keepExecution()
  buckets = makeMemoryStore("in", "out")
  for (const key of ["a", "b", "c"]) await buckets.store.put("in", key, new Uint8Array(3))
})

const call = (name: string, fields: object) => ({
  Type: "Task",
  Resource: "arn:aws:states:::lambda:invoke",
  Arguments: { FunctionName: name, Payload: "{% $states.input %}" },
  Output: "{% $states.result.Payload %}",
  ...fields,
})

const map = (fields: object) => ({
  Type: "Map",
  Label: "L",
  ItemReader: { Resource: "arn:aws:states:::s3:listObjectsV2", Arguments: { Bucket: "in" } },
  ItemSelector: "{% $states.context.Map.Item.Value.Key %}",
  MaxConcurrency: 1,
  ItemProcessor: {
    ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "EXPRESS" },
    StartAt: "S",
    States: { S: call("f", { End: true }) },
  },
  ...fields,
})

const keptNow = () => findExecution(kept.state, "machine", "run-1")!

async function run(machine: unknown, functions: Record<string, TestFunction>) {
  const ran = await runMachine(machine, {}, { kept, store: buckets.store, functions })
  endExecution(kept.state, kept.execution, ran.outcome, Date.now())
  return ran
}

const fail = (): never => {
  throw new FunctionFailed("Bad", "no")
}

describe("an execution that is redriven", () => {
  it("goes on in the state that it failed in, and its history goes on after its failure", async () => {
    const machine = machineOf({ One: call("one", { Next: "Two" }), Two: call("two", { End: true }) })
    await run(machine, { one: () => 1, two: fail })
    redrive(kept.state, keptNow(), Date.now())
    expect(keptNow()).toMatchObject({ status: "RUNNING", redrives: 1, stopped: null, error: null })
    let ones = 0
    const { outcome, types, events } = await run(machine, { one: () => ++ones, two: () => 2 })
    expect(outcome).toStrictEqual({ status: "SUCCEEDED", output: 2 })
    expect(ones).toBe(0)
    expect(types.slice(types.indexOf("ExecutionFailed"))).toStrictEqual([
      "ExecutionFailed",
      "ExecutionRedriven",
      "TaskScheduled",
      "TaskStarted",
      "TaskSucceeded",
      "TaskStateExited",
      "ExecutionSucceeded",
    ])
    expect(events.map(({ id }) => id)).toStrictEqual(events.map((_, at) => at + 1))
  })

  it("starts the failed and the waiting children of its map run, under their own names", async () => {
    const machine = machineOf({ M: map({ End: true }) })
    const given: unknown[] = []
    const f = (answer: () => unknown) => (key: unknown) => {
      given.push(key)
      return answer()
    }
    await run(machine, { f: f(() => (given.at(-1) === "b" ? fail() : "first")) })
    expect(given).toStrictEqual(["a", "b"])
    const names = () => {
      const { id } = listMapRuns(kept.state, kept.execution)[0]!
      return [...readChildren(kept.state, id, ["SUCCEEDED", "FAILED", "PENDING"])].map(({ name }) => name)
    }
    const before = names()
    redrive(kept.state, keptNow(), Date.now())
    given.length = 0
    const { outcome, types } = await run(machine, { f: f(() => "second") })
    expect(outcome).toStrictEqual({ status: "SUCCEEDED", output: ["first", "second", "second"] })
    expect(given).toStrictEqual(["b", "c"])
    expect(names()).toStrictEqual(before)
    expect(types).toContain("MapRunRedriven")
    expect(types.filter((type) => type === "MapRunStarted")).toHaveLength(1)
    expect(listMapRuns(kept.state, kept.execution)).toMatchObject([{ status: "SUCCEEDED", redrives: 1 }])
  })

  it("and its children see how often they were redriven, and when", async () => {
    const seen = "{% [$states.context.Execution.RedriveCount, $states.context.Execution.RedriveTime] %}"
    const machine = machineOf({
      M: map({
        ItemProcessor: {
          ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "EXPRESS" },
          StartAt: "S",
          States: { S: call("f", { Output: seen, End: true }) },
        },
        Output: `{% [$states.result, ${seen.slice(3, -3)}] %}`,
        End: true,
      }),
    })
    await run(machine, { f: (key) => (key === "b" ? fail() : 1) })
    redrive(kept.state, keptNow(), Date.UTC(2025, 0, 2))
    const { outcome } = await run(machine, { f: () => 1 })
    expect(outcome).toMatchObject({ output: [[0], [1], [0], [1, "2025-01-02T00:00:00.000Z"]] })
  })

  it("goes on with the last map run where the state had tried more than one", async () => {
    const Retry = [{ ErrorEquals: ["States.ALL"], MaxAttempts: 1, IntervalSeconds: 1 }]
    const machine = machineOf({ M: map({ Retry, End: true }) })
    await run(machine, { f: fail })
    redrive(kept.state, keptNow(), Date.now())
    const { outcome } = await run(machine, { f: (key) => key })
    expect(outcome).toStrictEqual({ status: "SUCCEEDED", output: ["a", "b", "c"] })
    const statuses = listMapRuns(kept.state, kept.execution).map(({ status }) => status)
    expect(statuses).toStrictEqual(["FAILED", "SUCCEEDED"])
  })

  it("starts a new map run after too large a result", async () => {
    const machine = machineOf({ M: map({ End: true }) })
    await run(machine, { f: () => "x".repeat(200_000) })
    expect(keptNow().error).toBe("States.DataLimitExceeded")
    redrive(kept.state, keptNow(), Date.now())
    expect((await run(machine, { f: () => 1 })).outcome).toMatchObject({ output: [1, 1, 1] })
    expect(listMapRuns(kept.state, kept.execution)).toHaveLength(2)
  })

  it("enters a Fail state again", async () => {
    const machine = machineOf({
      One: call("one", { Catch: [{ ErrorEquals: ["States.ALL"], Next: "F" }], End: true }),
      F: { Type: "Fail", Error: "E" },
    })
    await run(machine, { one: fail })
    redrive(kept.state, keptNow(), Date.now())
    expect((await run(machine, { one: () => 1 })).outcome).toMatchObject({ status: "FAILED", error: "E" })
  })

  it("goes on in the failed and the aborted branches alone, each where it was", async () => {
    const branch = (name: string) => ({
      StartAt: name,
      States: { [name]: call(name, { Next: `${name}2` }), [`${name}2`]: call(`${name}2`, { End: true }) },
    })
    const Branches = [branch("a"), branch("b"), branch("c")]
    const machine = machineOf({ P: { Type: "Parallel", Branches, End: true } })
    const calls: string[] = []
    const told = (name: string, act: () => unknown): [string, TestFunction] => [
      name,
      () => {
        calls.push(name)
        return act()
      },
    ]
    const one = () => 1
    const late = () => new Promise(() => {})
    const functions = (b2: () => unknown, c2: () => unknown) =>
      Object.fromEntries([
        ...[told("a", one), told("a2", one), told("b", one), told("c", one)],
        ...[told("b2", b2), told("c2", c2)],
      ])
    await run(
      machine,
      functions(() => later(30, null).then(fail), late),
    )
    expect(calls.toSorted()).toStrictEqual(["a", "a2", "b", "b2", "c", "c2"])
    redrive(kept.state, keptNow(), Date.now())
    calls.length = 0
    const { outcome, types, events } = await run(
      machine,
      functions(
        () => 2,
        () => 3,
      ),
    )
    expect(outcome).toStrictEqual({ status: "SUCCEEDED", output: [1, 2, 3] })
    expect(calls).toStrictEqual(["b2", "c2"])
    const after = types.slice(types.indexOf("ExecutionRedriven") + 1)
    const task = ["TaskScheduled", "TaskStarted", "TaskSucceeded", "TaskStateExited"]
    const end = ["ParallelStateSucceeded", "ParallelStateExited", "ExecutionSucceeded"]
    expect(after.toSorted()).toStrictEqual([...task, ...task, ...end].toSorted())
    const redriven = events.find(({ type }) => type === "ExecutionRedriven")!.id
    const scheduled = events.filter(({ type, id }) => type === "TaskScheduled" && id > redriven)
    expect(scheduled.map(({ previousEventId }) => previousEventId)).toStrictEqual([redriven, redriven])
  })

  it("goes on with the iterations that had not succeeded, and starts those that had not begun", async () => {
    const States = { S: call("f", { End: true }) }
    const fields = {
      Type: "Map",
      Items: [1, 2, 3, 4],
      MaxConcurrency: 2,
      ItemProcessor: { StartAt: "S", States },
    }
    const machine = machineOf({ M: { ...fields, End: true } })
    await run(machine, { f: (item) => (item === 3 ? fail() : item) })
    redrive(kept.state, keptNow(), Date.now())
    const given: unknown[] = []
    const { outcome, events } = await run(machine, { f: (item) => given.push(item) && item })
    expect(outcome).toStrictEqual({ status: "SUCCEEDED", output: [1, 2, 3, 4] })
    expect(given).toStrictEqual(expect.arrayContaining([3]))
    expect(given).not.toContain(1)
    expect(given).not.toContain(2)
    const began = events
      .filter(({ type }) => type === "MapIterationStarted")
      .map(({ details }) => details.index)
    expect(began).toStrictEqual([0, 1, 2, 3])
    expect(events.filter(({ type }) => type === "MapStateStarted")).toHaveLength(1)
  })

  it("begins a Parallel anew, with what had succeeded in it, after too large a result", async () => {
    const Branches = ["a", "b"].map((name) => ({
      StartAt: name,
      States: { [name]: call(name, { End: true }) },
    }))
    const machine = machineOf({ P: { Type: "Parallel", Branches, End: true } })
    const large = () => "x".repeat(200_000)
    await run(machine, { a: large, b: large })
    expect(keptNow().error).toBe("States.DataLimitExceeded")
    redrive(kept.state, keptNow(), Date.now())
    const { outcome, types } = await run(machine, { a: () => 1, b: () => 2 })
    expect(outcome).toStrictEqual({ status: "SUCCEEDED", output: [1, 2] })
    expect(types.filter((type) => type === "ParallelStateStarted")).toHaveLength(2)
  })

  it("starts the map run of a branch that had come to none before it was aborted", async () => {
    const Branches = [
      { StartAt: "A", States: { A: call("a", { End: true }) } },
      { StartAt: "M", States: { M: map({ End: true }) } },
    ]
    const machine = machineOf({ P: { Type: "Parallel", Branches, End: true } })
    await run(machine, { a: fail, f: (key) => key })
    expect(listMapRuns(kept.state, kept.execution)).toStrictEqual([])
    redrive(kept.state, keptNow(), Date.now())
    const { outcome, types } = await run(machine, { a: () => 1, f: (key) => key })
    expect(outcome).toStrictEqual({ status: "SUCCEEDED", output: [1, ["a", "b", "c"]] })
    expect(types.filter((type) => type.startsWith("MapRun"))).toStrictEqual([
      "MapRunStarted",
      "MapRunSucceeded",
    ])
  })

  it("has all retries again", async () => {
    const Retry = [{ ErrorEquals: ["Bad"], MaxAttempts: 1, IntervalSeconds: 1 }]
    const States = { S: call("f", { Retry, End: true }) }
    const machine = machineOf({
      M: { Type: "Map", Items: [1], ItemProcessor: { StartAt: "S", States }, Retry, End: true },
    })
    let calls = 0
    await run(machine, { f: () => ++calls && fail() })
    expect(calls).toBe(4)
    redrive(kept.state, keptNow(), Date.now())
    expect((await run(machine, { f: () => (++calls < 8 ? fail() : calls) })).outcome).toMatchObject({
      output: [8],
    })
  })

  it("and its STANDARD children go on in the states that they failed in", async () => {
    const ItemProcessor = {
      ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
      StartAt: "S",
      States: { S: call("f", { Next: "T" }), T: call("g", { End: true }) },
    }
    const machine = machineOf({ M: map({ ItemProcessor, End: true }) })
    await run(machine, { f: (key) => key, g: fail })
    redrive(kept.state, keptNow(), Date.now())
    const given: unknown[] = []
    const { outcome } = await run(machine, { f: (key) => given.push(key) && key, g: (key) => key })
    expect(outcome).toStrictEqual({ status: "SUCCEEDED", output: ["a", "b", "c"] })
    expect(given).toStrictEqual(["b", "c"])
    const { id } = listMapRuns(kept.state, kept.execution)[0]!
    const [first] = readChildren(kept.state, id, ["SUCCEEDED"])
    const told = readEvents(kept.state, { execution: kept.execution, child: first!.name })
    expect(told.map(({ type }) => type).filter((type) => /Entered|^Execution/.test(type))).toStrictEqual([
      ...["ExecutionStarted", "TaskStateEntered", "TaskStateEntered", "ExecutionFailed"],
      ...["ExecutionRedriven", "ExecutionSucceeded"],
    ])
  })

  it("remembers the last ten tokens for a quarter of an hour", async () => {
    const machine = machineOf({ One: call("one", { End: true }) })
    const known = (token: string, now: number) => findRedriveToken(kept.state, kept.execution, token, now)
    for (let at = 1; at <= 11; at++) {
      await run(machine, { one: fail })
      redrive(kept.state, keptNow(), Date.now() + at, `token-${at}`)
    }
    const now = Date.now()
    expect(known("token-1", now)).toBeNull()
    expect(known("token-2", now)).toBeGreaterThan(now - 60_000)
    expect(known("token-11", now + 16 * 60_000)).toBeNull()
  })

  it("is refused after a thousand times", async () => {
    await run(machineOf({ One: call("one", { End: true }) }), { one: fail })
    kept.state.write("UPDATE executions SET redrives = 999 WHERE id = ?", kept.execution)
    redrive(kept.state, keptNow(), Date.now())
    await run(machineOf({ One: call("one", { End: true }) }), { one: fail })
    expect(() => redrive(kept.state, keptNow(), Date.now())).toThrow("was redriven 1000 times")
  })

  it("is refused where it runs, succeeded, or ended too long ago", async () => {
    const machine = machineOf({ One: call("one", { End: true }) })
    const now = Date.now()
    expect(() => redrive(kept.state, keptNow(), now)).toThrow("Execution is RUNNING and cannot be redriven")
    await run(machine, { one: fail })
    expect(() => redrive(kept.state, keptNow(), now + 15 * 86_400_000)).toThrow(
      "Execution redrivable period exceeded",
    )
    redrive(kept.state, keptNow(), now)
    await run(machine, { one: () => 1 })
    expect(() => redrive(kept.state, keptNow(), now)).toThrow("Execution is SUCCEEDED and cannot be redriven")
  })
})
