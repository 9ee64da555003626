import { pullItemsKey } from "@mapfold/core/run/layout"
import type { ObjectStore } from "@mapfold/core/store/object-store"
import { CopyInput, type CopyOutput } from "@mapfold/core/workflow/pull-payloads"
import { describe, expect, test } from "vitest"
import { makeMemoryStore } from "../memory-store.fixture.ts"
import type { Execution } from "../runs/aws/execution.ts"
import { SessionExpired, Throttled } from "../runs/errors.ts"
import type { PullProgress } from "./pull.ts"
import type { PullMachine } from "./pull-machine.ts"
import { manifestKey } from "./pull-manifest.ts"
import { pullOnStage, type StagePullOptions } from "./pull-on-stage.ts"

const bytesOf = (text: string) => new TextEncoder().encode(text)
const NAME = "pull-gsod-1"
const BASE: Execution = {
  ...{ run: NAME, arn: `arn:aws:states:r:1:execution:m:${NAME}`, status: "RUNNING", redrives: 0 },
  ...{ startedAt: new Date(), endedAt: null, input: null, output: null, error: null, cause: null },
  redriveFault: null,
}

/** What becomes of a child: its answer, or an error. */
type Child = (items: CopyInput["Items"]) => CopyOutput | { readonly error: string; readonly cause: string }

const all: Child = (items) => ({
  copied: items.length,
  bytes: 0,
  failed: [],
  etags: items.map((_, index) => ({ index, etag: `"copy-${index}"` })),
})

/** A source with objects of 2023, a stage, and a machine that does with its list, two items a child, what `child` says. */
async function setUp(count: number, child: Child = all) {
  const archive = makeMemoryStore("archive")
  const stage = makeMemoryStore("in", "out")
  for (let at = 0; at < count; at++)
    await archive.store.put("archive", `2023/${at}.csv`, bytesOf(`text ${at}`))
  const looks: (() => Execution)[] = []
  const seen: PullProgress[] = []
  const started: unknown[] = []

  async function runChildren(): Promise<void> {
    const lines = stage.text("out", pullItemsKey(NAME)).trimEnd().split("\n")
    const items = lines.map((line) => JSON.parse(line) as CopyInput["Items"][number])
    const files: Record<string, string[]> = { SUCCEEDED: [], FAILED: [] }
    for (let at = 0; at < items.length; at += 2) {
      const Items = items.slice(at, at + 2)
      const BatchInput = { run: NAME, source: { bucket: "archive", region: "us-east-1" }, target: "in" }
      const Input = JSON.stringify(CopyInput.parse({ BatchInput, Items }))
      const answer = child(Items)
      const entry =
        "error" in answer
          ? { Input, Status: "FAILED", Error: answer.error, Cause: answer.cause }
          : { Input, Output: JSON.stringify(answer) }
      files["error" in answer ? "FAILED" : "SUCCEEDED"]!.push(JSON.stringify(entry))
    }
    const ResultFiles: Record<string, { Key: string; Size: number }[]> = { PENDING: [] }
    for (const [state, entries] of Object.entries(files)) {
      const Key = `pulls/${NAME}/map/${state}_0.jsonl`
      await stage.store.put("out", Key, bytesOf(entries.map((entry) => `${entry}\n`).join("")))
      ResultFiles[state] = [{ Key, Size: 1 }]
    }
    await stage.store.put("out", "pulls/m.json", bytesOf(JSON.stringify({ ResultFiles })))
  }

  const ended: Execution = {
    ...BASE,
    ...{ status: "SUCCEEDED", endedAt: new Date() },
    output: { ResultWriterDetails: { Bucket: "out", Key: "pulls/m.json" } },
  }
  const machine: PullMachine = {
    async start(name, input) {
      started.push({ name, input })
      await runChildren()
    },
    describe: async () => looks.shift()?.() ?? ended,
    history: async () => [
      {
        ...{ type: "MapRunStarted", id: 3, timestamp: new Date() },
        mapRunStartedEventDetails: { mapRunArn: "arn:aws:states:r:1:mapRun:m/Pull:1" },
      },
    ],
    mapRun: async () => ({ itemCounts: { succeeded: 2, failed: 1 } }) as never,
    stop: async () => {
      started.push("stopped")
    },
  }
  const run = (options: Partial<StagePullOptions> = {}) =>
    pullOnStage({
      source: { store: archive.store, bucket: "archive", region: "us-east-1" },
      target: { store: stage.store, bucket: "in" },
      output: { store: stage.store, bucket: "out" },
      ...{ machine, name: NAME, prefixes: ["2023/"], signal: new AbortController().signal },
      progress: (progress) => void seen.push(progress),
      pause: async () => {},
      ...options,
    })
  return { archive, stage, looks, seen, started, machine, run }
}

describe("a pull onto a stage", () => {
  test("lists what is wanted, has it copied, and counts what became of it", async () => {
    const { stage, looks, seen, started, run } = await setUp(5)
    looks.push(() => BASE)
    expect(await run()).toEqual({
      objects: { listed: 5, added: 5, changed: 0, kept: 0, failed: 0 },
      ...{ bytes: 30, failures: [], isWhole: true },
    })
    expect(started).toEqual([{ name: NAME, input: { source: { bucket: "archive", region: "us-east-1" } } }])
    expect(seen).toContainEqual({ phase: "pulling", objects: { listed: 5, done: 3 }, bytes: null })
    // copies whose ETags are others are known by them the next time
    expect(stage.text("in", manifestKey("archive")).trimEnd().split("\n")).toHaveLength(5)
  })

  test("starts nothing where all is there already, and writes nothing", async () => {
    const { archive, stage, started, run } = await setUp(2)
    for (const at of [0, 1]) {
      const { etag } = (await archive.store.head("archive", `2023/${at}.csv`))!
      const { etag: targetEtag } = await stage.store.put("in", `2023/${at}.csv`, bytesOf(`text ${at}`))
      expect(targetEtag).toBe(etag)
    }
    const writes = stage.writes.length
    expect(await run()).toMatchObject({ objects: { listed: 2, kept: 2 }, isWhole: true })
    expect([started, stage.writes.length]).toEqual([[], writes])
  })

  test("counts objects that failed alone, and those of a batch that failed as a whole", async () => {
    const { run } = await setUp(6, (items) => {
      const { Key } = items[0]!
      if (Key === "2023/2.csv") return { error: "Sandbox.Timedout", cause: '{"errorMessage":"too late"}' }
      const failed = Key === "2023/0.csv" ? [{ index: 1, error: "ObjectNotFound", message: "gone" }] : []
      return { copied: 2 - failed.length, bytes: 0, failed, etags: [] }
    })
    const { objects, failures, bytes } = await run()
    expect(objects).toEqual({ listed: 6, added: 3, changed: 0, kept: 0, failed: 3 })
    expect(bytes).toBe(18)
    expect(failures).toEqual([
      { key: "2023/1.csv", error: "ObjectNotFound", message: "gone" },
      ...["2023/2.csv", "2023/3.csv"].map((key) => ({
        ...{ key, error: "Sandbox.Timedout" },
        message: "was in a batch that failed (Sandbox.Timedout: too late)",
      })),
    ])
  })

  test("counts an object of which nothing is told as failed", async () => {
    const { machine, stage, run } = await setUp(2)
    const start: PullMachine["start"] = async (...args) => {
      await machine.start(...args)
      await stage.store.put("out", "pulls/m.json", bytesOf('{"ResultFiles":{}}'))
    }
    const { objects, failures } = await run({ machine: { ...machine, start } })
    expect(objects.failed).toBe(2)
    expect(failures.map(({ error }) => error)).toEqual(["NotTold", "NotTold"])
  })

  test("is stopped on AWS, and counts what has landed by the listing", async () => {
    const { archive, stage, looks, started, run } = await setUp(3)
    const controller = new AbortController()
    looks.push(
      () => {
        controller.abort()
        return BASE
      },
      () => ({ ...BASE, status: "ABORTED", endedAt: new Date() }),
    )
    // the first of three has landed once it is looked again
    let listings = 0
    const list: ObjectStore["list"] = (...asked) =>
      listings++ === 0 ? stage.store.list(...asked) : archive.store.list("archive", { prefix: "2023/0" })
    const target = { store: { ...stage.store, list }, bucket: "in" }
    const pulled = await run({ signal: controller.signal, target })
    expect(started.slice(1)).toEqual(["stopped"])
    expect(pulled).toEqual({
      objects: { listed: 3, added: 1, changed: 0, kept: 0, failed: 0 },
      ...{ bytes: 6, failures: [], isWhole: false },
    })
  })

  test("ends with what AWS says where the machine fails", async () => {
    const { looks, run } = await setUp(1)
    looks.push(() => ({
      ...{ ...BASE, status: "FAILED", error: "States.ItemReaderFailed", cause: "Access Denied" },
    }))
    await expect(run()).rejects.toMatchObject({
      name: "CopyingFailed",
      message: `${NAME} failed on AWS with States.ItemReaderFailed: Access Denied; what has been copied stays: call it again once that is mended`,
    })
  })

  test("looks again where AWS asks for patience, and gives up where it is signed out", async () => {
    const fail = (error: Error) => () => {
      throw error
    }
    const patient = await setUp(1)
    patient.looks.push(fail(new Throttled("later")), fail(new Throttled("later")))
    expect(await patient.run()).toMatchObject({ objects: { added: 1 } })
    const lost = await setUp(1)
    lost.looks.push(fail(new SessionExpired("sign in again")))
    await expect(lost.run()).rejects.toMatchObject({
      name: "PullNotFollowed",
      message: `${NAME} may go on on AWS, unseen: sign in again`,
    })
    const silent = await setUp(1)
    silent.looks.push(...Array.from({ length: 150 }, () => fail(new Throttled("later"))))
    await expect(silent.run()).rejects.toMatchObject({ name: "PullNotFollowed" })
  })
})
