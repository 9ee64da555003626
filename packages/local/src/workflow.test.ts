import { expressionText, isExpression } from "@mapfold/core/workflow/asl/template"
import { definition } from "@mapfold/core/workflow/definition"
import { ChildOutput, Item, PrepareInput, ProcessInput, ReduceInput } from "@mapfold/core/workflow/payloads"
import { makeMemoryStore } from "@mapfold/functions/memory-store.fixture"
import { describe, expect, it } from "vitest"
import { FunctionFailed } from "./errors.ts"
import { runMachine, type TestFunction } from "./interpreter/run-machine.fixture.ts"
import { parseExpression } from "./jsonata/parse-expression.ts"

const machine = definition({
  functions: { prepare: "prepare", process: "process", reduce: "reduce" },
  buckets: { input: "in", output: "out" },
})

const prepared = {
  run: "run-1",
  job: "j",
  jobVersion: 1,
  params: { year: 2025 },
  prefix: "p/",
  suffix: ".csv",
  reader: "listed",
  map: "listed",
  kept: null,
  stopPercent: 0,
  references: {},
  tolerate: { objects: { count: 0, percent: 0 }, records: { count: 0, percent: 0 } },
  settings: { batchObjects: 3, batchInputBytes: 200_000, concurrency: 500 },
}

const counts = { objects: { processed: 0, skipped: 0, failed: 0 }, records: {}, bytes: 0 }
const processed = (batch: string, next: number | null = null) => ({ batch, next, counts })
const reduced = { result: "r" }

type World = {
  process: (input: ProcessInput) => unknown
  prepare?: TestFunction
  keys?: string[]
  items?: string
}

/** Runs the workflow with handlers that check what they are given. */
async function runWorkflow({
  process,
  prepare = () => prepared,
  keys = ["p/1", "p/2", "p/3", "p/4"],
  items,
}: World) {
  const { store, text, keys: keysOf } = makeMemoryStore("in", "out")
  for (const key of keys) await store.put("in", key, new TextEncoder().encode(key))
  if (items !== undefined) await store.put("out", "runs/run-1/items.jsonl", new TextEncoder().encode(items))
  const given: { prepare?: unknown; reduce?: ReduceInput; process: ProcessInput[] } = { process: [] }
  const functions: Record<string, TestFunction> = {
    prepare(payload, options) {
      given.prepare = PrepareInput.parse(payload)
      return prepare(payload, options)
    },
    process(payload) {
      const input = ProcessInput.parse(payload)
      given.process.push(input)
      return process(input)
    },
    reduce(payload) {
      given.reduce = ReduceInput.parse(payload)
      return reduced
    },
  }
  const ran = await runMachine(machine, { year: 2025 }, { functions, store, parallelChildren: 1 })
  const entries = keysOf("out")
    .filter((key) => key.includes("/SUCCEEDED_"))
    .flatMap((key) => text("out", key).trimEnd().split("\n"))
    .map((line) => ChildOutput.parse(JSON.parse(JSON.parse(line).Output)))
  return { ...ran, given, children: entries }
}

const killed = (error: string) => {
  throw new FunctionFailed(error, "killed")
}

/** Every expression within a value. */
function expressionsIn(value: unknown): string[] {
  if (isExpression(value)) return [expressionText(value)]
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(expressionsIn) : []
}

it.each([...new Set(expressionsIn(machine))])("has in %s an expression that JSONata can read", (text) => {
  const sources = { uuid: () => "", random: () => 0 }
  expect(() => parseExpression(text, sources)).not.toThrow()
})

describe("the workflow", () => {
  it("prepares, maps what is listed and reduces", async () => {
    const { outcome, given, children } = await runWorkflow({
      process: ({ Items }) => processed(Items[0]!.Key),
    })
    expect(outcome).toStrictEqual({ status: "SUCCEEDED", output: reduced })
    expect(given.prepare).toStrictEqual({ run: "run-1", input: "in", output: "out", request: { year: 2025 } })
    expect(given.process[0]).toMatchObject({
      BatchInput: {
        run: "run-1",
        job: "j",
        jobVersion: 1,
        params: { year: 2025 },
        suffix: ".csv",
        input: "in",
        output: "out",
      },
      Items: ["p/1", "p/2", "p/3"].map((Key, at) => ({ Key, Size: 3, Etag: `"v${at + 1}"` })),
      next: 0,
      last: false,
    })
    expect(given.reduce).toMatchObject({
      run: "run-1",
      manifest: { Bucket: "out" },
      tolerate: prepared.tolerate,
    })
    expect(given.reduce?.manifest?.Key).toMatch(/^runs\/run-1\/map\/uuid-\d+\/manifest\.json$/)
    expect(children).toStrictEqual([
      { batches: ["p/1"], failed: [] },
      { batches: ["p/4"], failed: [] },
    ])
  })

  it("maps the chosen list where Prepare says so", async () => {
    const item: Item = { Key: "q/ü 1", Size: 5, Etag: '"e"' }
    const { given, types } = await runWorkflow({
      prepare: () => ({ ...prepared, map: "items" }),
      items: `${JSON.stringify(item)}\n`,
      process: () => processed("b"),
    })
    expect(given.process.map(({ Items }) => Items)).toStrictEqual([[Item.parse(item)]])
    expect(types).toContain("ExecutionSucceeded")
  })

  it("reduces what is kept alone where Prepare says that nothing is to be mapped", async () => {
    const kept = "runs/run-1/kept/manifest.json"
    const { outcome, given, types } = await runWorkflow({
      prepare: () => ({ ...prepared, map: "none", kept }),
      process: () => processed("b"),
    })
    expect(outcome).toStrictEqual({ status: "SUCCEEDED", output: reduced })
    expect(given.reduce).toMatchObject({ manifest: null, kept })
    expect(types).not.toContain("MapRunStarted")
  })

  it("stops the map at the share that Prepare names", async () => {
    const ofHalf = (stopPercent: number) =>
      runWorkflow({
        prepare: () => ({
          ...prepared,
          ...{ stopPercent, tolerate: { ...prepared.tolerate, objects: { count: 9, percent: 1 } } },
          settings: { ...prepared.settings, batchObjects: 2 },
        }),
        process: ({ Items }) => (Items[0]!.Key === "p/1" ? killed("TypeError") : processed("b")),
      })
    expect((await ofHalf(49)).outcome).toMatchObject({ error: "States.ExceedToleratedFailureThreshold" })
    expect((await ofHalf(50)).outcome).toMatchObject({ status: "SUCCEEDED" })
  })

  it("ends with Prepare's own message where the input is at fault", async () => {
    const prepare = () => {
      throw new FunctionFailed("InvalidRunInput", 'year: "abc" is no year')
    }
    const { outcome } = await runWorkflow({ prepare, process: () => processed("b") })
    expect(outcome).toStrictEqual({
      status: "FAILED",
      error: "InvalidRunInput",
      cause: 'year: "abc" is no year',
    })
  })

  it("does not catch another error of Prepare", async () => {
    const { outcome, types } = await runWorkflow({
      prepare: () => killed("TypeError"),
      process: () => processed("b"),
    })
    expect(outcome).toMatchObject({ status: "FAILED", error: "TypeError" })
    expect(types).not.toContain("FailStateEntered")
  })

  it("calls Process again, for the last time, where there was no time for all items", async () => {
    const { given, children } = await runWorkflow({
      keys: ["p/1", "p/2", "p/3"],
      process: ({ next }) => (next === 0 ? processed("first", 2) : processed("second")),
    })
    expect(given.process.map(({ next, last, Items }) => [next, last, Items.length])).toStrictEqual([
      [0, false, 3],
      [2, true, 3],
    ])
    expect(children).toStrictEqual([{ batches: ["first", "second"], failed: [] }])
  })

  it.each(["Sandbox.Timedout", "Runtime.OutOfMemory", "Runtime.ExitError", "Lambda.Unknown"])(
    "isolates the item that ends Process with %s",
    async (error) => {
      const { children, outcome } = await runWorkflow({
        keys: ["p/1", "p/2", "p/3"],
        process({ Items }) {
          if (Items.some(({ Key }) => Key === "p/2")) killed(error)
          return processed(Items[0]!.Key)
        },
      })
      expect(outcome.status).toBe("SUCCEEDED")
      expect(children).toStrictEqual([{ batches: ["p/1", "p/3"], failed: [{ index: 1, error }] }])
    },
  )

  it("keeps what the first call did where the second is killed", async () => {
    const { given, children } = await runWorkflow({
      keys: ["p/1", "p/2", "p/3"],
      process({ Items, next }) {
        if (Items.length === 3) return next === 0 ? processed("first", 1) : killed("Sandbox.Timedout")
        return Items[0]!.Key === "p/3" ? killed("Runtime.ExitError") : processed("alone")
      },
    })
    expect(children).toStrictEqual([
      { batches: ["first", "alone"], failed: [{ index: 2, error: "Runtime.ExitError" }] },
    ])
    expect(given.process.slice(2).map(({ Items, last }) => [Items.length, last])).toStrictEqual([
      [1, true],
      [1, true],
    ])
  })

  it("fails the run where a handler's own error fails a child", async () => {
    const { outcome, given } = await runWorkflow({ process: () => killed("TypeError") })
    expect(outcome).toMatchObject({ status: "FAILED", error: "States.ExceedToleratedFailureThreshold" })
    expect(given.process).toHaveLength(1)
    expect(given.reduce).toBeUndefined()
  })

  it("tries again while Lambda is busy", async () => {
    let calls = 0
    const process = () => (++calls < 4 ? killed("Lambda.TooManyRequestsException") : processed("b"))
    const { outcome, sleeps } = await runWorkflow({ keys: ["p/1"], process })
    expect(outcome.status).toBe("SUCCEEDED")
    expect(sleeps.filter((milliseconds) => milliseconds < 25_000)).toStrictEqual([1_000, 2_000, 4_000])
  })
})
