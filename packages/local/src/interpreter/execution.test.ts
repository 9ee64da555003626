import { describe, expect, it } from "vitest"
import { FunctionFailed } from "../errors.ts"
import { machineOf, runMachine } from "./run-machine.fixture.ts"
import type { Signal } from "./signal.ts"

const task = (fields: Record<string, unknown> = {}) => ({
  Type: "Task",
  Resource: "arn:aws:states:::lambda:invoke",
  Arguments: { FunctionName: "f", Payload: "{% $states.input %}" },
  ...fields,
})
const succeed = { Type: "Succeed" }
const failing = (errorType: string, message = "no") => ({
  f: () => {
    throw new FunctionFailed(errorType, message, ["at f"])
  },
})
const echo = { f: (payload: unknown) => payload }

describe("Pass, Choice, Fail and Wait", () => {
  it("keeps variables, takes the rule that holds and ends", async () => {
    const machine = machineOf({
      Set: {
        Type: "Pass",
        Assign: { x: "{% $states.input.n + 1 %}" },
        Output: { m: "{% $states.input.n %}" },
        Next: "If",
      },
      If: { Type: "Choice", Choices: [{ Condition: "{% $x > 5 %}", Next: "Big" }], Default: "Small" },
      Big: { Type: "Pass", Output: "{% [$x, $states.input.m] %}", End: true },
      Small: { Type: "Fail", Error: "TooSmall", Cause: "{% 'x is ' & $x %}" },
    })
    expect((await runMachine(machine, { n: 5 })).outcome).toStrictEqual({
      status: "SUCCEEDED",
      output: [6, 5],
    })
    expect((await runMachine(machine, { n: 1 })).outcome).toStrictEqual({
      status: "FAILED",
      error: "TooSmall",
      cause: "x is 2",
    })
  })

  it("assigns all variables from the values before", async () => {
    const machine = machineOf({
      A: { Type: "Pass", Assign: { x: 1, y: 2 }, Next: "B" },
      B: { Type: "Pass", Assign: { x: "{% $y %}", y: "{% $x %}" }, Output: "{% $x %}", Next: "C" },
      C: { Type: "Pass", Output: "{% [$states.input, $x, $y] %}", End: true },
    })
    expect((await runMachine(machine, {})).outcome).toStrictEqual({ status: "SUCCEEDED", output: [1, 2, 1] })
  })

  it("names the state, the event and the field of an expression that fails", async () => {
    const machine = machineOf({
      A: { Type: "Pass", Next: "B" },
      B: { Type: "Pass", Output: "{% $gone %}", End: true },
    })
    const { outcome, types } = await runMachine(machine, {})
    expect(outcome).toStrictEqual({
      status: "FAILED",
      error: "States.QueryEvaluationError",
      cause:
        "An error occurred while executing the state 'B' (entered at the event id #4). The JSONata expression '$gone' specified for the field 'Output' returned nothing (undefined).",
    })
    expect(types.slice(-3)).toStrictEqual(["PassStateEntered", "EvaluationFailed", "ExecutionFailed"])
  })

  it("fails where no rule holds and there is no Default", async () => {
    const machine = machineOf({
      If: { Type: "Choice", Choices: [{ Condition: "{% false %}", Next: "End" }] },
      End: succeed,
    })
    expect((await runMachine(machine, {})).outcome).toMatchObject({ error: "States.NoChoiceMatched" })
  })

  it("refuses a condition that is no boolean", async () => {
    const machine = machineOf({
      If: { Type: "Choice", Choices: [{ Condition: "{% 'yes' %}", Next: "End" }], Default: "End" },
      End: succeed,
    })
    expect((await runMachine(machine, {})).outcome).toMatchObject({
      cause: expect.stringContaining("Expected 'boolean', but was 'string' for value: \"yes\""),
    })
  })

  it("waits as long as it is told", async () => {
    const machine = machineOf({
      W: { Type: "Wait", Seconds: "{% $states.input.s %}", Next: "End" },
      End: succeed,
    })
    expect((await runMachine(machine, { s: 7 })).sleeps).toStrictEqual([7_000])
  })
})

describe("Task", () => {
  it("calls the function and records the events in AWS's order", async () => {
    const machine = machineOf({ T: task({ Output: "{% $states.result.Payload %}", End: true }) })
    const { outcome, types } = await runMachine(machine, { a: 1 }, { functions: echo })
    expect(outcome).toStrictEqual({ status: "SUCCEEDED", output: { a: 1 } })
    expect(types).toStrictEqual([
      "ExecutionStarted",
      "TaskStateEntered",
      "TaskScheduled",
      "TaskStarted",
      "TaskSucceeded",
      "TaskStateExited",
      "ExecutionSucceeded",
    ])
  })

  it("calls a function by its ARN, with the answer as the result", async () => {
    const arn = "arn:aws:lambda:eu-west-1:123456789012:function:f"
    const machine = machineOf({ T: { Type: "Task", Resource: arn, End: true } })
    const { outcome, types } = await runMachine(machine, { a: 1 }, { functions: { [arn]: echo.f } })
    expect(outcome).toStrictEqual({ status: "SUCCEEDED", output: { a: 1 } })
    expect(types[2]).toBe("LambdaFunctionScheduled")
  })

  it("fails with the function's error and its answer as the cause", async () => {
    const { outcome, types } = await runMachine(
      machineOf({ T: task({ End: true }) }),
      {},
      { functions: failing("Bad") },
    )
    expect(outcome).toMatchObject({ status: "FAILED", error: "Bad" })
    expect(JSON.parse((outcome as { cause: string }).cause)).toStrictEqual({
      errorType: "Bad",
      errorMessage: "no",
      trace: ["at f"],
    })
    expect(types.slice(-2)).toStrictEqual(["TaskFailed", "ExecutionFailed"])
  })

  it("catches by name, with the error as the output or as what Output makes of it", async () => {
    const machine = machineOf({
      T: task({
        Catch: [
          { ErrorEquals: ["Other"], Next: "End" },
          {
            ErrorEquals: ["Bad"],
            Output: "{% $parse($states.errorOutput.Cause).errorMessage %}",
            Assign: { e: 1 },
            Next: "End",
          },
        ],
        Next: "End",
      }),
      End: { Type: "Succeed", Output: "{% [$states.input, $e] %}" },
    })
    const { outcome } = await runMachine(machine, {}, { functions: failing("Bad", "why") })
    expect(outcome).toStrictEqual({ status: "SUCCEEDED", output: ["why", 1] })
  })

  it("tries again with growing, bounded, jittered delays, and then gives up", async () => {
    const Retry = [
      {
        ErrorEquals: ["Busy"],
        IntervalSeconds: 2,
        BackoffRate: 2,
        MaxDelaySeconds: 5,
        MaxAttempts: 3,
        JitterStrategy: "FULL",
      },
    ]
    const { outcome, sleeps, types } = await runMachine(
      machineOf({ T: task({ Retry, End: true }) }),
      {},
      { functions: failing("Busy") },
    )
    expect(outcome).toMatchObject({ error: "Busy" })
    expect(sleeps).toStrictEqual([1_000, 2_000, 2_500])
    expect(types.filter((type) => type === "TaskFailed")).toHaveLength(4)
  })

  it("tells the function's next attempt how often it was tried", async () => {
    let calls = 0
    const f = (payload: unknown) => {
      if (++calls < 3) throw new FunctionFailed("Busy", "")
      return payload
    }
    const Arguments = { FunctionName: "f", Payload: "{% $states.context.State.RetryCount %}" }
    const machine = machineOf({
      T: task({
        Arguments,
        Retry: [{ ErrorEquals: ["States.ALL"] }],
        Output: "{% $states.result.Payload %}",
        End: true,
      }),
    })
    expect((await runMachine(machine, {}, { functions: { f } })).outcome).toMatchObject({ output: 2 })
  })

  it("ends an attempt that takes too long, and tells the function", async () => {
    let told = false
    const f = (_: unknown, { signal }: { signal: Signal }) =>
      new Promise((resolve) => {
        signal.addEventListener("abort", () => {
          told = true
          resolve(null)
        })
      })
    const { outcome, types } = await runMachine(
      machineOf({ T: task({ TimeoutSeconds: 2, End: true }) }),
      {},
      { functions: { f } },
    )
    expect(outcome).toMatchObject({ status: "FAILED", error: "States.Timeout" })
    expect(types).toContain("TaskTimedOut")
    expect(told).toBe(true)
  })

  it("refuses more than 256 KiB, whatever is caught", async () => {
    const machine = machineOf({
      T: task({ Catch: [{ ErrorEquals: ["States.ALL"], Next: "End" }], Next: "End" }),
      End: succeed,
    })
    const { outcome } = await runMachine(machine, {}, { functions: { f: () => "é".repeat(131_072) } })
    expect(outcome).toMatchObject({ status: "FAILED", error: "States.DataLimitExceeded" })
  })
})

describe("an inline Map", () => {
  const map = (fields: Record<string, unknown>, states: Record<string, unknown>) => ({
    Type: "Map",
    ItemProcessor: { StartAt: Object.keys(states)[0], States: states },
    ...fields,
  })

  it("answers in the order of the items, however the iterations end", async () => {
    const f = async (n: unknown) => {
      await new Promise((resolve) => setTimeout(resolve, 10 - Number(n)))
      return Number(n) * 2
    }
    const machine = machineOf({
      M: map(
        { Items: "{% [1..9] %}", MaxConcurrency: 3, End: true },
        { T: task({ Output: "{% $states.result.Payload %}", End: true }) },
      ),
    })
    const { outcome } = await runMachine(machine, {}, { functions: { f } })
    expect(outcome).toStrictEqual({ status: "SUCCEEDED", output: [2, 4, 6, 8, 10, 12, 14, 16, 18] })
  })

  it("selects each item and shows its place", async () => {
    const ItemSelector = {
      v: "{% $states.context.Map.Item.Value %}",
      i: "{% $states.context.Map.Item.Index %}",
      x: "{% $x %}",
    }
    const machine = machineOf({
      A: { Type: "Pass", Assign: { x: 9 }, Output: ["a"], Next: "M" },
      M: map({ ItemSelector, End: true }, { P: { Type: "Pass", End: true } }),
    })
    expect((await runMachine(machine, {})).outcome).toMatchObject({ output: [{ v: "a", i: 0, x: 9 }] })
  })

  it("keeps what an iteration assigns within it", async () => {
    const machine = machineOf({
      A: { Type: "Pass", Assign: { x: 0 }, Output: [1, 2], Next: "M" },
      M: map(
        { Next: "B" },
        {
          P: { Type: "Pass", Assign: { x: "{% $states.input %}" }, Next: "Q" },
          Q: { Type: "Pass", Output: "{% $x %}", End: true },
        },
      ),
      B: { Type: "Pass", Output: "{% [$states.input, $x] %}", End: true },
    })
    expect((await runMachine(machine, {})).outcome).toMatchObject({ output: [1, 2, 0] })
  })

  it("fails with the first iteration that fails", async () => {
    const machine = machineOf({
      M: map({ Items: [1, 2], MaxConcurrency: 1, End: true }, { F: { Type: "Fail", Error: "E" } }),
    })
    const { outcome, types } = await runMachine(machine, {})
    expect(outcome).toMatchObject({ status: "FAILED", error: "E" })
    expect(types.slice(-3)).toStrictEqual(["MapIterationFailed", "MapStateFailed", "ExecutionFailed"])
    expect(types.filter((type) => type === "MapIterationStarted")).toHaveLength(1)
  })
})

describe("Parallel", () => {
  it("gives every branch the input and answers in their order", async () => {
    const branch = (name: string, value: string) => ({
      StartAt: name,
      States: { [name]: { Type: "Pass", Output: value, End: true } },
    })
    const Branches = [branch("A", "{% $states.input.a %}"), branch("B", "b")]
    const machine = machineOf({ P: { Type: "Parallel", Branches, End: true } })
    expect((await runMachine(machine, { a: 1 })).outcome).toMatchObject({ output: [1, "b"] })
  })
})

describe("an execution", () => {
  it("lets others have their turn while it goes round in circles", async () => {
    const controller = new AbortController()
    setTimeout(() => controller.abort(), 1)
    const circle = machineOf({
      A: { Type: "Pass", Next: "B" },
      B: { Type: "Choice", Choices: [{ Condition: false, Next: "End" }], Default: "A" },
      End: succeed,
    })
    const { outcome, events } = await runMachine(circle, {}, { signal: controller.signal })
    expect(outcome.status).toBe("ABORTED")
    expect(events.length).toBeLessThan(20_000)
  })

  it("is aborted from outside, past every Catch", async () => {
    const controller = new AbortController()
    const f = () => {
      controller.abort()
      return new Promise(() => {})
    }
    const machine = machineOf({
      T: task({ Catch: [{ ErrorEquals: ["States.ALL"], Next: "End" }], Next: "End" }),
      End: succeed,
    })
    const { outcome, types } = await runMachine(machine, {}, { functions: { f }, signal: controller.signal })
    expect(outcome).toStrictEqual({ status: "ABORTED" })
    expect(types.at(-1)).toBe("ExecutionAborted")
  })

  it("shows its name, start and input in the context", async () => {
    const machine = machineOf({ P: { Type: "Pass", Output: "{% $states.context.Execution %}", End: true } })
    expect((await runMachine(machine, { a: 1 })).outcome).toMatchObject({
      output: {
        Id: "arn:aws:states:eu-west-1:123456789012:execution:machine:run-1",
        Name: "run-1",
        Input: { a: 1 },
        StartTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      },
    })
  })
})
