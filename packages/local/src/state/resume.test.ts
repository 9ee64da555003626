import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { setTimeout as sleep } from "node:timers/promises"
import { makeMemoryStore } from "@mapfold/functions/memory-store.fixture"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { FunctionFailed } from "../errors.ts"
import {
  keepExecution,
  later,
  machineOf,
  runMachine,
  type TestFunction,
  type TestWorld,
} from "../interpreter/run-machine.fixture.ts"
import { lastEventId, makeKeptHistory, readEvents } from "./events.ts"
import { listMapRuns } from "./map-runs.ts"

let home = ""

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "mapfold-resume-"))
})
afterEach(() => rmSync(home, { recursive: true }))

const call = (name: string, fields: object = {}) => ({
  Type: "Task",
  Resource: "arn:aws:states:::lambda:invoke",
  Arguments: { FunctionName: name, Payload: "{% $states.input %}" },
  Output: "{% $states.result.Payload %}",
  ...fields,
})

const map = (fields: object = {}) => ({
  Type: "Map",
  Label: "L",
  ItemReader: { Resource: "arn:aws:states:::s3:listObjectsV2", Arguments: { Bucket: "in" } },
  ItemSelector: "{% $states.context.Map.Item.Value.Key %}",
  ItemBatcher: { MaxItemsPerBatch: 2 },
  ItemProcessor: {
    ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "EXPRESS" },
    StartAt: "S",
    States: { S: call("f", { End: true }) },
  },
  ResultWriter: { Resource: "arn:aws:states:::s3:putObject", Arguments: { Bucket: "out", Prefix: "p" } },
  ...fields,
})

async function makeBuckets(keys: readonly string[]) {
  const world = makeMemoryStore("in", "out")
  for (const key of keys) await world.store.put("in", key, new Uint8Array(3))
  return world
}

const keysOf = (payload: unknown) => (payload as { Items: string[] }).Items.join("")

type Cut = { readonly machine: unknown; readonly buckets: Awaited<ReturnType<typeof makeBuckets>> }

/** Runs a machine as if its process were killed when a function says so, which then never answers. */
async function runUntilCut(
  { machine, buckets }: Cut,
  functions: Record<string, TestFunction>,
): Promise<void> {
  const kept = keepExecution(home)
  await new Promise<void>((resolve) => {
    const cutting = Object.entries(functions).map(([name, act]): [string, TestFunction] => [
      name,
      async (payload, options) => {
        const answer = await act(payload, options)
        if (answer !== "CUT") return answer
        kept.state.freeze()
        resolve()
        return new Promise(() => {})
      },
    ])
    const ended = runMachine(
      machine,
      { a: 1 },
      { kept, store: buckets.store, functions: Object.fromEntries(cutting) },
    )
    // it is left running where it was, with a state that is closed
    ended.catch(() => {})
  })
  kept.state.close()
}

async function resume(
  { machine, buckets }: Cut,
  functions: Record<string, TestFunction>,
  world: Pick<TestWorld, "patience"> = {},
) {
  const kept = keepExecution(home)
  const ran = await runMachine(machine, { a: 1 }, { kept, store: buckets.store, functions, ...world })
  const runs = listMapRuns(kept.state, kept.execution)
  kept.state.close()
  return { ...ran, runs }
}

const manifestOf = (buckets: Cut["buckets"]) =>
  JSON.parse(buckets.text("out", buckets.keys("out").find((key) => key.endsWith("/manifest.json"))!))

const entriesOf = (buckets: Cut["buckets"], kind: string): Record<string, string>[] =>
  manifestOf(buckets).ResultFiles[kind].flatMap(({ Key }: { Key: string }) =>
    JSON.parse(buckets.text("out", Key)),
  )

describe("an execution that was cut", () => {
  it("goes on in the state that it was in, with its variables, and its history shows no cut", async () => {
    const machine = machineOf({
      One: call("one", { Assign: { kept: "{% $states.result.Payload %}" }, Next: "Two" }),
      Two: call("two", { Output: "{% [$kept, $states.result.Payload] %}", End: true }),
    })
    const buckets = await makeBuckets([])
    await runUntilCut({ machine, buckets }, { one: () => "1", two: () => "CUT" })
    let ones = 0
    const functions = { one: () => ++ones, two: () => "2" }
    const resumed = await resume({ machine, buckets }, functions)
    expect(resumed.outcome).toStrictEqual({ status: "SUCCEEDED", output: ["1", "2"] })
    expect(ones).toBe(0)
    const undisturbed = await runMachine(machine, { a: 1 }, { functions })
    expect(resumed.types).toStrictEqual(undisturbed.types)
    expect(resumed.events.map(({ id, previousEventId }) => [id, previousEventId])).toStrictEqual(
      undisturbed.events.map(({ id, previousEventId }) => [id, previousEventId]),
    )
  })

  it("runs only the children that had not ended, and writes all results", async () => {
    const machine = machineOf({ M: map({ End: true }) })
    const buckets = await makeBuckets(["a", "b", "c", "d", "e"])
    await runUntilCut(
      { machine, buckets },
      { f: async (payload) => (keysOf(payload) === "cd" ? later(50, "CUT") : "first") },
    )
    await buckets.store.put("in", "aa", new Uint8Array(1))
    const given: string[] = []
    const { outcome, runs, types } = await resume(
      { machine, buckets },
      {
        f: (payload) => {
          given.push(keysOf(payload))
          return "second"
        },
      },
    )
    expect(outcome.status).toBe("SUCCEEDED")
    expect(given).toStrictEqual(["cd"])
    expect(runs).toHaveLength(1)
    expect(
      entriesOf(buckets, "SUCCEEDED").map(({ Input, Output }) => [keysOf(JSON.parse(Input!)), Output]),
    ).toStrictEqual([
      ["ab", '"first"'],
      ["cd", '"second"'],
      ["e", '"first"'],
    ])
    expect(types.filter((type) => type === "MapRunStarted")).toHaveLength(1)
  })

  it("reads the items again where it had not read them all, and runs no batch twice that is the same", async () => {
    // so few that those before the last ones have ended, and are known to have
    const machine = machineOf({ M: map({ MaxConcurrency: 4, End: true }) })
    const keys = Array.from({ length: 2_500 }, (_, at) => `k${String(at).padStart(4, "0")}`)
    const buckets = await makeBuckets(keys)
    const cutStore = {
      ...buckets.store,
      async *list(...args: Parameters<typeof buckets.store.list>) {
        let pages = 0
        for await (const page of buckets.store.list(...args)) {
          if (++pages === 3) await new Promise(() => {})
          yield page
        }
      },
    }
    const ended: string[] = []
    await runUntilCut(
      { machine, buckets: { ...buckets, store: cutStore } },
      {
        f(payload) {
          if (ended.length === 30) return "CUT"
          ended.push(keysOf(payload))
          return "first"
        },
      },
    )
    // the third batch is another one now, and the 29th is gone
    await buckets.store.put("in", "k0004", new Uint8Array(9))
    await buckets.store.remove("in", "k0057")
    const given: string[] = []
    const { outcome } = await resume(
      { machine, buckets },
      {
        f(payload) {
          given.push(keysOf(payload))
          return "second"
        },
      },
    )
    expect(outcome.status).toBe("SUCCEEDED")
    const entries = entriesOf(buckets, "SUCCEEDED")
    const all = entries.flatMap(({ Input }) => (JSON.parse(Input!) as { Items: string[] }).Items)
    expect(all).toStrictEqual(keys.filter((key) => key !== "k0057"))
    const again = given.filter((batch) => ended.includes(batch))
    expect(again).toStrictEqual([])
    expect(entries.filter(({ Output }) => Output === '"first"').length).toBe(28)
  })

  it("does not run a map run again that had ended, well or badly", async () => {
    const machine = machineOf({ M: map({ Next: "T" }), T: call("t", { End: true }) })
    const buckets = await makeBuckets(["a", "b", "c"])
    await runUntilCut({ machine, buckets }, { f: () => 1, t: () => "CUT" })
    const t = (payload: unknown) => payload
    const { outcome, runs } = await resume({ machine, buckets }, { t })
    expect(outcome).toMatchObject({ status: "SUCCEEDED", output: { ResultWriterDetails: { Bucket: "out" } } })
    expect(runs).toHaveLength(1)
  })

  it("goes on with the map run of the attempt that was cut, where attempts before it had failed", async () => {
    const Retry = [{ ErrorEquals: ["States.ALL"], MaxAttempts: 2, IntervalSeconds: 1 }]
    const machine = machineOf({ M: map({ Retry, MaxConcurrency: 1, End: true }) })
    const buckets = await makeBuckets(["a", "b", "c"])
    const given: string[] = []
    await runUntilCut(
      { machine, buckets },
      {
        f(payload) {
          given.push(keysOf(payload))
          if (given.length === 1) throw new FunctionFailed("Bad", "no")
          return given.length === 3 ? "CUT" : 1
        },
      },
    )
    expect(given).toStrictEqual(["ab", "ab", "c"])
    const again: string[] = []
    const { outcome, runs } = await resume(
      { machine, buckets },
      { f: (payload) => again.push(keysOf(payload)) },
    )
    expect(outcome.status).toBe("SUCCEEDED")
    expect(again).toStrictEqual(["c"])
    expect(runs.map(({ status }) => status)).toStrictEqual(["FAILED", "SUCCEEDED"])
  })

  it("starts anew where it had entered no state", async () => {
    const machine = machineOf({ One: call("one", { End: true }) })
    const kept = keepExecution(home)
    kept.state.close()
    const { outcome, types } = await resume({ machine, buckets: await makeBuckets([]) }, { one: () => 1 })
    expect(outcome).toStrictEqual({ status: "SUCCEEDED", output: 1 })
    expect(types[0]).toBe("ExecutionStarted")
  })

  it("waits until the first deadline, in a branch as elsewhere", async () => {
    const wait = { Type: "Wait", Seconds: 100, End: true }
    const branches = [
      { StartAt: "W", States: { W: wait } },
      { StartAt: "T", States: { T: call("t", { End: true }) } },
    ]
    const machine = machineOf({ P: { Type: "Parallel", Branches: branches, Next: "V" }, V: wait })
    const buckets = await makeBuckets([])
    await runUntilCut({ machine, buckets }, { t: () => later(80, "CUT") })
    const { sleeps, outcome } = await resume({ machine, buckets }, { t: () => 1 }, { patience: 1e6 })
    expect(outcome).toMatchObject({ status: "SUCCEEDED", output: [{ a: 1 }, 1] })
    expect(sleeps).toHaveLength(2)
    expect(sleeps[0]).toBeLessThanOrEqual(99_945)
    expect(sleeps[0]).toBeGreaterThan(90_000)
    expect(sleeps[1]).toBe(100_000)
  })

  it("waits for the rest of what is waited after a failure, and counts the tries before it", async () => {
    const Retry = [{ ErrorEquals: ["Bad"], IntervalSeconds: 100, MaxAttempts: 1 }]
    const Payload = "{% $states.context.State.RetryCount %}"
    const states = { T: call("t", { Arguments: { FunctionName: "t", Payload }, Retry, End: true }) }
    const machine = machineOf({
      M: { Type: "Map", Items: [1], ItemProcessor: { StartAt: "T", States: states }, End: true },
    })
    const buckets = await makeBuckets([])
    const bad = () => {
      throw new FunctionFailed("Bad", "no")
    }
    const kept = keepExecution(home)
    void runMachine(machine, { a: 1 }, { kept, functions: { t: bad } })
    await expect.poll(() => lastEventId(kept.state, { execution: kept.execution, child: "" })).toBe(8)
    kept.state.freeze()
    kept.state.close()
    await sleep(60)
    const tries: unknown[] = []
    const t = (count: unknown) => {
      tries.push(count)
      return bad()
    }
    const { sleeps, outcome, types } = await resume({ machine, buckets }, { t }, { patience: 1e6 })
    expect(outcome).toMatchObject({ status: "FAILED", error: "Bad" })
    expect(tries).toStrictEqual([1])
    expect(sleeps).toHaveLength(1)
    expect(sleeps[0]).toBeLessThanOrEqual(99_945)
    expect(types.filter((type) => type === "TaskFailed")).toHaveLength(2)
  })

  it("goes on with the map run of a branch, whose other branches have ended", async () => {
    const branches = [
      { StartAt: "T", States: { T: call("t", { End: true }) } },
      { StartAt: "M", States: { M: map({ MaxConcurrency: 1, End: true }) } },
    ]
    const machine = machineOf({ P: { Type: "Parallel", Branches: branches, End: true } })
    const buckets = await makeBuckets(["a", "b", "c"])
    await runUntilCut(
      { machine, buckets },
      { t: () => 1, f: (payload) => (keysOf(payload) === "c" ? later(50, "CUT") : "first") },
    )
    const given: string[] = []
    const f = (payload: unknown) => given.push(keysOf(payload))
    const { outcome, runs, types } = await resume({ machine, buckets }, { f })
    expect(outcome).toMatchObject({ status: "SUCCEEDED", output: [1, { ResultWriterDetails: {} }] })
    expect(given).toStrictEqual(["c"])
    expect(runs).toHaveLength(1)
    expect(types.filter((type) => /^Map(Run|State)Started/.test(type))).toHaveLength(2)
  })

  it("begins the outermost state anew where an older version has kept what happened", async () => {
    const branches = [1, 2].map((at) => ({
      StartAt: `T${at}`,
      States: { [`T${at}`]: call("t", { End: true }) },
    }))
    const machine = machineOf({
      S: { Type: "Pass", Assign: { x: 1 }, Next: "P" },
      P: {
        Type: "Parallel",
        Branches: branches,
        Output: '{% {"all": $states.result, "x": $x} %}',
        End: true,
      },
    })
    const buckets = await makeBuckets([])
    let calls = 0
    await runUntilCut({ machine, buckets }, { t: () => (++calls === 1 ? 1 : later(20, "CUT")) })
    const database = new DatabaseSync(join(home, "state.db"))
    database.exec("UPDATE events SET line = NULL, note = NULL")
    database.close()
    calls = 0
    const { outcome, events, types } = await resume({ machine, buckets }, { t: () => ++calls })
    expect(outcome).toEqual({ status: "SUCCEEDED", output: { all: [1, 2], x: 1 } })
    const undisturbed = await runMachine(machine, { a: 1 }, { functions: { t: () => 1 } })
    expect(types.toSorted()).toStrictEqual(undisturbed.types.toSorted())
    expect(events.map(({ id }) => id)).toStrictEqual(events.map((_, at) => at + 1))
  })

  it("goes on with the iterations of an EXPRESS child, and forgets what the child told once it has ended", async () => {
    const States = { One: call("f", { End: true }) }
    const Each = {
      Type: "Map",
      Items: [1, 2, 3],
      MaxConcurrency: 1,
      ItemProcessor: { StartAt: "One", States },
    }
    const ItemProcessor = {
      ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "EXPRESS" },
      StartAt: "First",
      States: { First: call("first", { Next: "Each" }), Each: { ...Each, End: true } },
    }
    const machine = machineOf({ M: { Type: "Map", Items: [0], ItemProcessor, End: true } })
    const buckets = await makeBuckets([])
    const f = (item: unknown) => (item === 2 ? later(50, "CUT") : item)
    await runUntilCut({ machine, buckets }, { first: () => 1, f })
    const given: unknown[] = []
    const { outcome } = await resume({ machine, buckets }, { f: (item) => given.push(item) && item })
    expect(outcome).toStrictEqual({ status: "SUCCEEDED", output: [[1, 2, 3]] })
    expect(given).toStrictEqual([2, 3])
    const kept = keepExecution(home)
    expect(kept.state.prepare("SELECT * FROM events WHERE child <> ''").all()).toStrictEqual([])
    kept.state.close()
  })

  it("tells its end again that was told and not kept", async () => {
    const machine = machineOf({ One: call("one", { End: true }) })
    const controller = new AbortController()
    const kept = keepExecution(home)
    const one = () => {
      controller.abort()
      return new Promise(() => {})
    }
    await runMachine(machine, { a: 1 }, { kept, functions: { one }, signal: controller.signal })
    kept.state.close()
    const { outcome, types } = await resume({ machine, buckets: await makeBuckets([]) }, { one: () => 1 })
    expect(outcome).toStrictEqual({ status: "SUCCEEDED", output: 1 })
    expect(types).not.toContain("ExecutionAborted")
    expect(types.at(-1)).toBe("ExecutionSucceeded")
  })

  it("calls nothing that the failure of another branch had ended", async () => {
    const branches = [
      { StartAt: "A", States: { A: call("a", { End: true }) } },
      { StartAt: "B", States: { B: { Type: "Pass", Next: "C" }, C: call("c", { End: true }) } },
    ]
    const machine = machineOf({ P: { Type: "Parallel", Branches: branches.toReversed(), End: true } })
    const buckets = await makeBuckets([])
    const a = () => {
      throw new FunctionFailed("Bad", "no")
    }
    await runUntilCut({ machine, buckets }, { a: () => "CUT", c: () => new Promise(() => {}) })
    const kept = keepExecution(home)
    const of = { execution: kept.execution, child: "" }
    const last = lastEventId(kept.state, of)
    const scheduled = readEvents(kept.state, of).findLast(({ type, details }) => {
      return type === "TaskScheduled" && JSON.stringify(details).includes('"FunctionName":"a"')
    })!
    const failed = { error: "Bad", cause: "no" }
    const line = `${readEvents(kept.state, of).find(({ type }) => type === "ParallelStateStarted")!.id}.1`
    makeKeptHistory(kept.state, of, Date.now, last).add("TaskFailed", scheduled.id + 1, failed, line)
    kept.state.close()
    const called: string[] = []
    const { outcome } = await resume({ machine, buckets }, { a, c: () => called.push("c") })
    expect(outcome).toStrictEqual({ status: "FAILED", error: "Bad", cause: "no" })
    expect(called).toStrictEqual([])
  })
})
