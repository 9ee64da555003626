import { makeMemoryStore } from "@mapfold/functions/memory-store.fixture"
import { describe, expect, it } from "vitest"
import { FunctionFailed } from "../errors.ts"
import { machineOf, runMachine, type TestWorld } from "../interpreter/run-machine.fixture.ts"

type Fields = Record<string, unknown>
type Entry = Record<"Input" | "Output" | "Name" | "Status" | "Error", string>

const encode = (text: string) => new TextEncoder().encode(text)

async function makeBuckets(keys: string[]) {
  const world = makeMemoryStore("in", "out")
  for (const key of keys) await world.store.put("in", key, encode(key))
  return world
}

const invoke = {
  Type: "Task",
  Resource: "arn:aws:states:::lambda:invoke",
  Arguments: { FunctionName: "f", Payload: "{% $states.input %}" },
  Output: "{% $states.result.Payload %}",
  End: true,
}

function map(fields: Fields = {}, state: Fields = invoke): Fields {
  return {
    Type: "Map",
    Label: "L",
    ItemReader: {
      Resource: "arn:aws:states:::s3:listObjectsV2",
      Arguments: { Bucket: "in", Prefix: "{% $states.input.prefix %}" },
    },
    ItemSelector: { Key: "{% $states.context.Map.Item.Value.Key %}" },
    ItemBatcher: { MaxItemsPerBatch: 2, BatchInput: { run: "{% $states.context.Execution.Name %}" } },
    ItemProcessor: {
      ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "EXPRESS" },
      StartAt: "S",
      States: { S: state },
    },
    ResultWriter: {
      Resource: "arn:aws:states:::s3:putObject",
      Arguments: { Bucket: "out", Prefix: "runs/r/map" },
      WriterConfig: { Transformation: "NONE", OutputType: "JSONL" },
    },
    End: true,
    ...fields,
  }
}

async function runMap(fields: Fields, world: TestWorld & { keys: string[]; state?: Fields }) {
  const buckets = await makeBuckets(world.keys)
  const ran = await runMachine(
    machineOf({ M: map(fields, world.state) }),
    { prefix: "a/" },
    { store: buckets.store, ...world },
  )
  const manifestKey = buckets.keys("out").find((key) => key.endsWith("/manifest.json"))
  const manifest = manifestKey === undefined ? undefined : JSON.parse(buckets.text("out", manifestKey))
  const entries = (kind: string): Entry[] =>
    (manifest?.ResultFiles[kind] ?? []).flatMap(({ Key }: { Key: string }) =>
      buckets
        .text("out", Key)
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line)),
    )
  return { ...ran, buckets, manifestKey, manifest, entries }
}

const five = ["a/1", "a/2", "a/3", "a/4", "a/5", "b/1"]
const items = ({ Input }: Entry) => (JSON.parse(Input).Items as { Key: string }[]).map(({ Key }) => Key)

describe("a map run", () => {
  it("batches what is listed in its order and writes each child's entry", async () => {
    const functions = { f: (payload: unknown) => (payload as { Items: unknown[] }).Items.length }
    const { outcome, types, manifest, manifestKey, entries } = await runMap({}, { keys: five, functions })
    expect(manifestKey).toBe("runs/r/map/uuid-1/manifest.json")
    expect(outcome).toStrictEqual({
      status: "SUCCEEDED",
      output: {
        MapRunArn: "arn:aws:states:eu-west-1:123456789012:mapRun:machine/L:uuid-1",
        ResultWriterDetails: { Bucket: "out", Key: manifestKey },
      },
    })
    expect(manifest).toStrictEqual({
      DestinationBucket: "out",
      MapRunArn: "arn:aws:states:eu-west-1:123456789012:mapRun:machine/L:uuid-1",
      ResultFiles: {
        FAILED: [],
        PENDING: [],
        SUCCEEDED: [{ Key: "runs/r/map/uuid-1/SUCCEEDED_0.json", Size: expect.any(Number) }],
      },
    })
    const sorted = entries("SUCCEEDED").sort((a, b) => (a.Input < b.Input ? -1 : 1))
    expect(sorted.map(items)).toStrictEqual([["a/1", "a/2"], ["a/3", "a/4"], ["a/5"]])
    expect(sorted[2]).toStrictEqual({
      ExecutionArn: expect.stringMatching(
        /^arn:aws:states:eu-west-1:123456789012:execution:machine\/L:uuid-\d$/,
      ),
      Input: '{"BatchInput":{"run":"run-1"},"Items":[{"Key":"a/5"}]}',
      InputDetails: { Included: true },
      Name: expect.stringMatching(/^uuid-\d$/),
      Output: "1",
      OutputDetails: { Included: true },
      RedriveCount: 0,
      RedriveStatus: "NOT_REDRIVABLE",
      RedriveStatusReason: "Execution is SUCCEEDED and cannot be redriven",
      StartDate: expect.stringMatching(/^\d{4}-.*Z$/),
      StateMachineArn: "arn:aws:states:eu-west-1:123456789012:stateMachine:machine/L",
      Status: "SUCCEEDED",
      StopDate: expect.stringMatching(/^\d{4}-.*Z$/),
    })
    expect(types).toStrictEqual([
      "ExecutionStarted",
      "MapStateEntered",
      "MapStateStarted",
      "MapRunStarted",
      "MapRunSucceeded",
      "MapStateSucceeded",
      "MapStateExited",
      "ExecutionSucceeded",
    ])
  })

  it("gives an item as AWS lists it", async () => {
    const { entries } = await runMap(
      { ItemSelector: "{% $states.context.Map.Item.Value %}" },
      { keys: ["a/1"], functions: { f: () => null } },
    )
    expect(JSON.parse(entries("SUCCEEDED")[0]!.Input).Items).toStrictEqual([
      { Etag: '"v1"', Key: "a/1", LastModified: expect.any(Number), Size: 3, StorageClass: "STANDARD" },
    ])
  })

  it("gives a child its own context and none of its parent's variables", async () => {
    const state = {
      Type: "Pass",
      Output: "{% [$states.context.Execution.Name, $states.context.StateMachine.Name] %}",
      End: true,
    }
    const { entries } = await runMap({}, { keys: ["a/1"], state })
    expect(entries("SUCCEEDED")[0]!.Output).toBe(JSON.stringify([entries("SUCCEEDED")[0]!.Name, "machine/L"]))
  })

  it("succeeds with no items", async () => {
    const { outcome, manifest } = await runMap({}, { keys: [] })
    expect(outcome.status).toBe("SUCCEEDED")
    expect(manifest.ResultFiles).toStrictEqual({ FAILED: [], PENDING: [], SUCCEEDED: [] })
  })

  it("runs no more children at a time than it may, and all of them", async () => {
    let running = 0
    let most = 0
    const f = async () => {
      most = Math.max(most, ++running)
      await new Promise((resolve) => setTimeout(resolve, 2))
      running--
      return null
    }
    const keys = Array.from({ length: 30 }, (_, at) => `a/${at}`)
    const fields = { MaxConcurrency: 3, ItemBatcher: undefined }
    const { entries } = await runMap(fields, { keys, functions: { f }, parallelChildren: 8 })
    expect(most).toBe(3)
    expect(entries("SUCCEEDED")).toHaveLength(30)
  })

  it("stops where more items fail than are tolerated: what never ran is pending", async () => {
    const { outcome, types, entries } = await runMap(
      { MaxConcurrency: 1, ToleratedFailureCount: 2 },
      {
        keys: ["a/1", "a/2", "a/3", "a/4", "a/5", "a/6", "a/7"],
        functions: {
          f: () => {
            throw new FunctionFailed("Bad", "no")
          },
        },
      },
    )
    expect(outcome).toStrictEqual({
      status: "FAILED",
      error: "States.ExceedToleratedFailureThreshold",
      cause: "The specified tolerated failure threshold was exceeded",
    })
    expect(entries("FAILED").map((entry) => [entry.Status, entry.Error, items(entry)])).toStrictEqual([
      ["FAILED", "Bad", ["a/1", "a/2"]],
      ["FAILED", "Bad", ["a/3", "a/4"]],
    ])
    expect(entries("PENDING").map((entry) => [entry.Status, items(entry)])).toStrictEqual([
      ["PENDING", ["a/5", "a/6"]],
      ["PENDING", ["a/7"]],
    ])
    expect(types.slice(-3)).toStrictEqual(["MapRunFailed", "MapStateFailed", "ExecutionFailed"])
  })

  it("succeeds where as many items fail as are tolerated", async () => {
    const f = (payload: unknown) => {
      if (JSON.stringify(payload).includes("a/1")) throw new FunctionFailed("Bad", "no")
      return null
    }
    const { outcome, entries } = await runMap(
      { ToleratedFailurePercentage: 40 },
      { keys: five, functions: { f } },
    )
    expect(outcome.status).toBe("SUCCEEDED")
    expect(entries("FAILED").map(items)).toStrictEqual([["a/1", "a/2"]])
    expect(entries("SUCCEEDED")).toHaveLength(2)
  })

  it("ends an Express child after 300 s, and counts its items as failed", async () => {
    const { outcome, entries, sleeps } = await runMap(
      { ToleratedFailureCount: 9 },
      { keys: ["a/1"], functions: { f: () => new Promise(() => {}) }, patience: 300_000 },
    )
    expect(outcome.status).toBe("SUCCEEDED")
    expect(sleeps).toStrictEqual([300_000])
    expect(entries("FAILED")[0]).toMatchObject({ Status: "TIMED_OUT", Error: "States.Timeout" })
  })

  it("is named where its items cannot be read", async () => {
    const { outcome, types } = await runMap(
      { ItemReader: { Resource: "arn:aws:states:::s3:listObjectsV2", Arguments: { Bucket: "none" } } },
      { keys: [] },
    )
    expect(outcome).toMatchObject({ error: "States.ItemReaderFailed", cause: 'there is no bucket "none"' })
    expect(types).toContain("MapRunFailed")
  })

  it("is named where its results cannot be written", async () => {
    const writer = { Resource: "arn:aws:states:::s3:putObject", Arguments: { Bucket: "none" } }
    const { outcome } = await runMap({ ResultWriter: writer }, { keys: ["a/1"], functions: { f: () => 1 } })
    expect(outcome).toMatchObject({ error: "States.ResultWriterFailed" })
  })

  it("stops with the execution, and starts no child after that", async () => {
    const controller = new AbortController()
    let calls = 0
    const f = () => {
      calls++
      controller.abort()
      return new Promise(() => {})
    }
    const { outcome, types } = await runMap(
      { MaxConcurrency: 1 },
      { keys: five, functions: { f }, signal: controller.signal },
    )
    expect(outcome).toStrictEqual({ status: "ABORTED" })
    expect(types).toContain("MapRunAborted")
    expect(calls).toBe(1)
  })

  it("answers the outputs in the order of the batches where nothing is to be written", async () => {
    const f = async (payload: unknown) => {
      const keys = (payload as { Items: { Key: string }[] }).Items.map(({ Key }) => Key)
      await new Promise((resolve) => setTimeout(resolve, keys.includes("a/1") ? 5 : 0))
      return keys
    }
    const { outcome } = await runMap({ ResultWriter: undefined }, { keys: five, functions: { f } })
    expect(outcome).toMatchObject({ output: [["a/1", "a/2"], ["a/3", "a/4"], ["a/5"]] })
  })
})
