import { makeMemoryStore } from "@mapfold/functions/memory-store.fixture"
import { describe, expect, it } from "vitest"
import { FunctionFailed } from "../errors.ts"
import { machineOf, runMachine, type TestFunction } from "../interpreter/run-machine.fixture.ts"

const invoke = {
  Type: "Task",
  Resource: "arn:aws:states:::lambda:invoke",
  Arguments: { FunctionName: "f", Payload: "{% $states.input %}" },
  Output: "{% $states.result.Payload %}",
  End: true,
}

/** Each item is what its child answers; `"bad"` makes it fail. */
const f: TestFunction = (item) => {
  if (item === "bad") throw new FunctionFailed("Bad", "no")
  return item
}

async function runWith(items: unknown, fields: Record<string, unknown>) {
  const memory = makeMemoryStore("out")
  const map = {
    Type: "Map",
    Label: "L",
    Items: items,
    ItemProcessor: {
      ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
      StartAt: "S",
      States: { S: invoke },
    },
    ToleratedFailurePercentage: 100,
    End: true,
    ...fields,
  }
  const ran = await runMachine(machineOf({ M: map }), {}, { store: memory.store, functions: { f } })
  const written = (kind: string) => {
    const key = memory.keys("out").find((name) => name.includes(`/${kind}_`))
    return key === undefined ? undefined : memory.text("out", key)
  }
  return { ...ran, written }
}

const toBucket = (Transformation: string, OutputType: string) => ({
  ResultWriter: {
    Resource: "arn:aws:states:::s3:putObject",
    Arguments: { Bucket: "out", Prefix: "p" },
    WriterConfig: { Transformation, OutputType },
  },
})
const toState = (Transformation: string) => ({
  ResultWriter: { WriterConfig: { Transformation, OutputType: "JSON" } },
})
const items = [1, [2, [3]], "bad", { a: 4 }]

describe("a map run's results", () => {
  it("are the outputs of what succeeded, in the order of the items", async () => {
    expect((await runWith(items, {})).outcome).toMatchObject({ output: [1, [2, [3]], { a: 4 }] })
    expect((await runWith(items, toState("COMPACT"))).outcome).toMatchObject({
      output: [1, [2, [3]], { a: 4 }],
    })
  })

  it("are taken apart by one level where they are arrays", async () => {
    expect((await runWith(items, toState("FLATTEN"))).outcome).toMatchObject({
      output: [1, 2, [3], { a: 4 }],
    })
  })

  it("have their metadata where nothing is transformed", async () => {
    const { outcome } = await runWith([7], toState("NONE"))
    expect(outcome).toMatchObject({
      output: [
        { Input: "7", Output: "7", Status: "SUCCEEDED", StateMachineArn: expect.stringMatching(/\/L$/) },
      ],
    })
  })

  it.each([
    ["COMPACT", "JSON", '[1,[2,[3]],{"a":4}]'],
    ["COMPACT", "JSONL", '1\n[2,[3]]\n{"a":4}\n'],
    ["FLATTEN", "JSON", '[1,2,[3],{"a":4}]'],
    ["FLATTEN", "JSONL", '1\n2\n[3]\n{"a":4}\n'],
  ])("are written as %s %s, with the metadata of what failed", async (transformation, type, text) => {
    const { written } = await runWith(items, toBucket(transformation, type))
    expect(written("SUCCEEDED")).toBe(text)
    expect(written("FAILED")).toContain('"Error":"Bad"')
  })

  it("are made of an object's fields as of an array's elements", async () => {
    const { outcome, events } = await runWith({ x: "{% 1 %}", y: 2 }, {})
    expect(outcome).toMatchObject({
      output: [
        { Key: "x", Value: 1 },
        { Key: "y", Value: 2 },
      ],
    })
    expect(events.find(({ type }) => type === "MapStateStarted")?.details).toStrictEqual({ length: 2 })
  })

  it("are too large for a state in AWS's words", async () => {
    const large = Array.from({ length: 5 }, () => "x".repeat(60_000))
    expect((await runWith(large, {})).outcome).toMatchObject({
      error: "States.DataLimitExceeded",
      cause: expect.stringContaining("The state/task 'M' returned a result with a size exceeding"),
    })
  })
})

it("tells a reader's expression that fails within the map run", async () => {
  const { types } = await runWith(undefined, {
    ItemReader: {
      Resource: "arn:aws:states:::s3:listObjectsV2",
      Arguments: { Bucket: "{% $none %}" },
    },
  })
  expect(types).toStrictEqual([
    "ExecutionStarted",
    "MapStateEntered",
    "MapStateStarted",
    "MapRunStarted",
    "EvaluationFailed",
    "MapRunFailed",
    "MapStateFailed",
    "ExecutionFailed",
  ])
})
