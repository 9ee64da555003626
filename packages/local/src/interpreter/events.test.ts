import { describe, expect, it } from "vitest"
import { FunctionFailed } from "../errors.ts"
import { machineOf, runMachine, type TestWorld } from "./run-machine.fixture.ts"

type Fields = Record<string, unknown>

const call = (fields: Fields = {}) => ({
  Type: "Task",
  Resource: "arn:aws:states:::lambda:invoke",
  Arguments: { FunctionName: "f", Payload: "{% $states.input %}" },
  End: true,
  ...fields,
})
const pass = { Type: "Pass", End: true }
const wait = { Type: "Wait", Seconds: 99_999, End: true }
const failState = { Type: "Fail", Error: "E", Cause: "c" }
let branches = 0
/** States that follow each other, under names that no other branch has: `S1-0`, `S1-1`. */
const branch = (...states: Fields[]) => {
  const name = `S${++branches}`
  return {
    StartAt: `${name}-0`,
    States: Object.fromEntries(
      states.map((state, at) => [
        `${name}-${at}`,
        at === states.length - 1 ? state : { ...state, End: undefined, Next: `${name}-${at + 1}` },
      ]),
    ),
  }
}
const parallel = (branches: Fields[], fields: Fields = {}) => ({
  Type: "Parallel",
  Branches: branches,
  End: true,
  ...fields,
})
const map = (fields: Fields, ...states: Fields[]) => ({
  Type: "Map",
  ItemProcessor: branch(...states),
  End: true,
  ...fields,
})
const caught = { Catch: [{ ErrorEquals: ["States.ALL"], Next: "Caught" }] }
const failing = {
  f: () => {
    throw new FunctionFailed("Bad", "no")
  },
}

/** Each event with the event that it comes from: `3←2 ParallelStateStarted`. */
async function eventsOf(states: Fields, input: unknown = {}, world: TestWorld = {}) {
  const { events, outcome } = await runMachine(machineOf(states), input, world)
  return {
    outcome,
    lines: events.map(({ id, previousEventId, type }) => `${id}←${previousEventId} ${type}`),
    details: (type: string) => events.find((event) => event.type === type)?.details,
  }
}

/** Here and below as AWS tells it; only how branches alternate is the engine's own. */
describe("the events of a Parallel", () => {
  it("come from its start in each branch, and go on from the last one", async () => {
    const { lines } = await eventsOf({ P: parallel([branch(pass), branch(pass)]) })
    expect(lines).toStrictEqual([
      "1←0 ExecutionStarted",
      "2←0 ParallelStateEntered",
      "3←2 ParallelStateStarted",
      "4←3 PassStateEntered",
      "5←4 PassStateExited",
      "6←3 PassStateEntered",
      "7←6 PassStateExited",
      "8←7 ParallelStateSucceeded",
      "9←7 ParallelStateExited",
      "10←9 ExecutionSucceeded",
    ])
  })

  it("say that it failed, and which states were cut short by that", async () => {
    const pause = { Type: "Wait", Seconds: 0, End: true }
    const { lines, details } = await eventsOf({
      P: parallel([branch(wait), branch(pass), branch(pause, failState), branch(map({ Items: [1] }, wait))]),
    })
    expect(lines.slice(-5).map((line) => line.split(" ")[1])).toStrictEqual([
      "FailStateEntered",
      "WaitStateAborted",
      "MapStateAborted",
      "ParallelStateFailed",
      "ExecutionFailed",
    ])
    const failed = lines.at(-5)!.split("←")[0]
    for (const line of lines.slice(-4, -1)) expect(line).toContain(`←${failed} `)
    expect(details("ExecutionFailed")).toStrictEqual({ error: "E", cause: "c" })
    expect(details("ParallelStateFailed")).toStrictEqual({})
  })

  it("say that a task was aborted whose failure ends its branch, before the failure is caught", async () => {
    const states = { P: parallel([branch(call())], caught), Caught: pass }
    const { lines, outcome } = await eventsOf(states, {}, { functions: failing })
    expect(lines.slice(3)).toStrictEqual([
      "4←3 TaskStateEntered",
      "5←4 TaskScheduled",
      "6←5 TaskStarted",
      "7←6 TaskFailed",
      "8←7 TaskStateAborted",
      "9←7 ParallelStateFailed",
      "10←9 ParallelStateExited",
      "11←10 PassStateEntered",
      "12←11 PassStateExited",
      "13←12 ExecutionSucceeded",
    ])
    expect(outcome).toMatchObject({ output: { Error: "Bad" } })
  })

  it("begin again with a retry, and say that it failed when none is left", async () => {
    const Retry = [{ ErrorEquals: ["E"], MaxAttempts: 1 }]
    const { lines } = await eventsOf({ P: parallel([branch(failState)], { Retry }) })
    expect(lines.slice(2)).toStrictEqual([
      "3←2 ParallelStateStarted",
      "4←3 FailStateEntered",
      "5←4 ParallelStateStarted",
      "6←5 FailStateEntered",
      "7←6 ParallelStateFailed",
      "8←7 ExecutionFailed",
    ])
  })

  it("say twice that it failed where what is to be caught fails as well", async () => {
    const Catch = [
      { ErrorEquals: ["Other"], Next: "Caught" },
      { ErrorEquals: ["States.ALL"], Output: { v: "{% $states.input.none %}" }, Next: "Caught" },
    ]
    const { lines, details } = await eventsOf({ P: parallel([branch(failState)], { Catch }), Caught: pass })
    expect(lines.slice(3).map((line) => line.split(" ")[1])).toStrictEqual([
      "FailStateEntered",
      "ParallelStateFailed",
      "EvaluationFailed",
      "ParallelStateFailed",
      "ExecutionFailed",
    ])
    expect(details("EvaluationFailed")).toMatchObject({ location: "Catch[1]/Output/v", state: "P" })
  })

  it("end at once with what nothing catches", async () => {
    const broken = call({ Arguments: "{% {'Payload': 1} %}" })
    const { lines, outcome } = await eventsOf({
      P: parallel([branch(wait), branch(broken)], caught),
      Caught: pass,
    })
    expect(lines.slice(3).map((line) => line.split(" ")[1])).toStrictEqual([
      "WaitStateEntered",
      "TaskStateEntered",
      "ExecutionFailed",
    ])
    expect(outcome).toMatchObject({
      error: "States.Runtime",
      cause:
        'The Parameters \'{"Payload":1}\' could not be used to start the Task: [The field "FunctionName" is required but was missing]',
    })
  })
})

describe("the events of an inline Map", () => {
  it("come from its start in each iteration", async () => {
    const { lines, details } = await eventsOf({ M: map({ MaxConcurrency: 1 }, pass) }, ["a", "b"])
    expect(lines.slice(1)).toStrictEqual([
      "2←0 MapStateEntered",
      "3←2 MapStateStarted",
      "4←3 MapIterationStarted",
      "5←4 PassStateEntered",
      "6←5 PassStateExited",
      "7←6 MapIterationSucceeded",
      "8←3 MapIterationStarted",
      "9←8 PassStateEntered",
      "10←9 PassStateExited",
      "11←10 MapIterationSucceeded",
      "12←11 MapStateSucceeded",
      "13←11 MapStateExited",
      "14←13 ExecutionSucceeded",
    ])
    expect(details("MapStateStarted")).toStrictEqual({ length: 2 })
    expect(details("MapIterationStarted")).toStrictEqual({ name: "M", index: 0 })
  })

  it("say which iterations were cut short, and in which state", async () => {
    const route = {
      Type: "Choice",
      Choices: [{ Condition: "{% $states.input = 'fail' %}", Next: "Fail" }],
      Default: "Long",
    }
    const ItemProcessor = { StartAt: "Route", States: { Route: route, Long: wait, Fail: failState } }
    const { lines, details } = await eventsOf({ M: map({ ItemProcessor }) }, ["wait", "fail"])
    const failed = lines.find((line) => line.endsWith("FailStateEntered"))!.split("←")[0]
    expect(lines.slice(-5).map((line) => line.replace(/^\d+/, ""))).toStrictEqual([
      `←${failed} MapIterationAborted`,
      `←${failed} WaitStateAborted`,
      `←${failed} MapIterationFailed`,
      `←${failed} MapStateFailed`,
      expect.stringMatching(/ExecutionFailed$/),
    ])
    expect(details("MapIterationAborted")).toStrictEqual({ name: "M", index: 0 })
    expect(details("MapIterationFailed")).toStrictEqual({ name: "M", index: 1 })
  })

  it("say that it failed before the failure is caught", async () => {
    const { lines } = await eventsOf({ M: map(caught, failState), Caught: pass }, [1])
    expect(lines.slice(3)).toStrictEqual([
      "4←3 MapIterationStarted",
      "5←4 FailStateEntered",
      "6←5 MapIterationFailed",
      "7←5 MapStateFailed",
      "8←7 MapStateExited",
      "9←8 PassStateEntered",
      "10←9 PassStateExited",
      "11←10 ExecutionSucceeded",
    ])
  })

  it("name the state of an iteration whose expression fails", async () => {
    const broken = { ...pass, Output: "{% $states.input.none %}" }
    const { lines, details } = await eventsOf({ M: map({ MaxConcurrency: 1 }, broken) }, [{}, {}])
    expect(lines.slice(4)).toStrictEqual([
      "5←4 PassStateEntered",
      "6←5 EvaluationFailed",
      "7←6 MapIterationFailed",
      "8←6 MapStateFailed",
      "9←8 ExecutionFailed",
    ])
    expect(details("EvaluationFailed")).toStrictEqual({
      error: "States.QueryEvaluationError",
      cause: expect.stringMatching(/the state 'S\d+-0' \(entered at the event id #5\)\./),
      location: "Output",
      state: expect.stringMatching(/^S\d+-0$/),
    })
  })
})

describe("the events of a task", () => {
  it("have the fields that AWS's have", async () => {
    const { details } = await eventsOf(
      { T: call({ TimeoutSeconds: 9, HeartbeatSeconds: 5 }) },
      { a: 1 },
      {
        functions: { f: () => "answer" },
        patience: 0,
      },
    )
    const named = { resourceType: "lambda", resource: "invoke" }
    expect(details("TaskScheduled")).toStrictEqual({
      ...named,
      region: "eu-west-1",
      parameters: { FunctionName: "f", Payload: { a: 1 } },
      timeoutInSeconds: 9,
      heartbeatInSeconds: 5,
    })
    expect(details("TaskStarted")).toStrictEqual(named)
    expect(details("TaskSucceeded")).toStrictEqual({
      ...named,
      output: expect.objectContaining({ Payload: "answer", StatusCode: 200 }),
    })
  })

  it("say once an attempt that an expression failed", async () => {
    const Retry = [{ ErrorEquals: ["States.QueryEvaluationError"], MaxAttempts: 1 }]
    const { lines } = await eventsOf({ T: call({ Arguments: "{% $none %}", Retry }) })
    expect(lines.slice(1)).toStrictEqual([
      "2←0 TaskStateEntered",
      "3←2 EvaluationFailed",
      "4←3 EvaluationFailed",
      "5←4 ExecutionFailed",
    ])
  })

  it.each(["States.Timeout", "States.HeartbeatTimeout"])(
    "tell a heartbeat that is missed as a timeout, which a Catch may call %s",
    async (name) => {
      const states = {
        T: call({ TimeoutSeconds: 9, HeartbeatSeconds: 5, Catch: [{ ErrorEquals: [name], Next: "Caught" }] }),
        Caught: pass,
      }
      const { outcome, lines, details } = await eventsOf(
        states,
        {},
        {
          functions: { f: () => new Promise(() => {}) },
          patience: 5_000,
        },
      )
      expect(outcome).toStrictEqual({ status: "SUCCEEDED", output: { Error: "States.Timeout", Cause: "" } })
      expect(lines[4]).toBe("5←4 TaskTimedOut")
      expect(details("TaskTimedOut")).toMatchObject({ error: "States.Timeout" })
    },
  )

  it("tell a timeout of the task's own as one that is no missed heartbeat", async () => {
    const Catch = [{ ErrorEquals: ["States.HeartbeatTimeout", "States.TaskFailed"], Next: "Caught" }]
    const states = { T: call({ TimeoutSeconds: 5, Catch }), Caught: pass }
    const world = { functions: { f: () => new Promise(() => {}) }, patience: 5_000 }
    expect((await eventsOf(states, {}, world)).outcome).toStrictEqual({
      status: "FAILED",
      error: "States.Timeout",
      cause: undefined,
    })
  })
})

it("tells a timeout of the whole execution as one that comes from nowhere", async () => {
  const machine = { ...(machineOf({ W: wait }) as Fields), TimeoutSeconds: 3 }
  const { outcome, events } = await runMachine(machine, {}, { patience: 3_000 })
  expect(outcome).toStrictEqual({ status: "TIMED_OUT" })
  expect(events.map(({ type, previousEventId }) => [type, previousEventId])).toStrictEqual([
    ["ExecutionStarted", 0],
    ["WaitStateEntered", 0],
    ["ExecutionTimedOut", 0],
  ])
})
