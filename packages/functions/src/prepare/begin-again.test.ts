import { text } from "@mapfold/core/columns/text"
import { defineJob } from "@mapfold/core/job/define-job"
import { csv } from "@mapfold/core/job/format"
import type { Job } from "@mapfold/core/job/job"
import { count } from "@mapfold/core/measures/count"
import { againInput } from "@mapfold/core/prepare/again-input"
import { KeptManifest } from "@mapfold/core/reduce/map-results"
import { beforeEach, describe, expect, test } from "vitest"
import * as z from "zod"
import { makeMemoryStore } from "../memory-store.fixture.ts"
import { reportOf, runWorkflow, type WorkflowRun } from "../run-workflow.fixture.ts"

const visits: Job = defineJob({
  name: "visits",
  version: 2,
  title: "Visits of each page",
  params: z.strictObject({ day: z.string().default("today") }),
  input: ({ day }) => ({ prefix: `${day}/`, suffix: ".csv" }),
  format: csv(),
  record: z.object({ page: text({ column: "page" }) }),
  key: ["page"],
  measures: { visits: count() },
  row: (group) => group,
})

/** The same, where one value makes its code fail. */
const throwing: Job = defineJob({
  ...{ name: "visits", version: 2, title: "Visits of each page", format: csv() },
  params: z.strictObject({ day: z.string().default("today") }),
  input: ({ day }) => ({ prefix: `${day}/`, suffix: ".csv" }),
  record: z.object({ page: text({ column: "page" }), site: text({ column: "site", missing: [""] }) }),
  derive: {
    place: ({ page }: { readonly page: string }) => {
      if (page === "throw") throw new RangeError("no such page")
      return page
    },
  },
  key: ["place"],
  measures: { visits: count() },
  row: (group) => group,
})

const GOOD = "page\na\nb\n"
/** It fails: there is no such column. */
const FAILING = "site\na\n"
/** One record of it is rejected: it has a field too many. */
const REJECTING = "page\na\nb,c\n"

const LENIENT = { tolerate: { objects: "100%", records: "100%" } }

let memory: ReturnType<typeof makeMemoryStore>
beforeEach(async () => {
  memory = makeMemoryStore("in", "out")
  for (const at of [0, 1, 2, 3, 4, 5]) await put(at, GOOD)
})

const key = (at: number) => `today/${at}.csv`
const put = (at: number, content: string) =>
  memory.store.put("in", key(at), new TextEncoder().encode(content))
const run = (run: string, request: Record<string, unknown> = LENIENT, more: Partial<WorkflowRun> = {}) =>
  runWorkflow(memory, [visits], { run, request, ...more })
const again = (kind: "repairs" | "reduces", of: string, input: unknown = LENIENT) =>
  againInput(input, { kind, run: of })
const manifestOf = (run: string) =>
  KeptManifest.parse(JSON.parse(memory.text("out", `runs/${run}/kept/manifest.json`)))
const result = () => memory.text("out", "results/visits/day=today/result.json")
const keysOf = (mapped: readonly (readonly { readonly Key: string }[])[]) =>
  mapped.flat().map(({ Key }) => Key)

describe("a run that repairs another", () => {
  test("processes the objects that failed, and keeps the others of their batches", async () => {
    await put(1, FAILING)
    await put(5, FAILING)
    await run("r1")
    expect(JSON.parse(result())).toMatchObject({ complete: false })
    await put(1, GOOD)
    await put(5, GOOD)
    const { prepared, mapped, reduced } = await run("r2", again("repairs", "r1"))
    expect(prepared).toMatchObject({ map: "items", reader: "listed", kept: "runs/r2/kept/manifest.json" })
    expect(keysOf(mapped)).toEqual([key(1), key(5)])
    expect(reduced).toMatchObject({ complete: true, published: true, objects: { listed: 6, processed: 6 } })
    expect(JSON.parse(result()).rows).toEqual([
      { page: "a", visits: 6 },
      { page: "b", visits: 6 },
    ])
    expect(reportOf(memory, "r2")).toMatchObject({ repairs: "r1", reduces: null, gone: 0 })
    expect(manifestOf("r2")).toMatchObject({ kind: "repairs", run: "r1", again: 2 })
  })

  test("keeps the batch file that the objects which went well have by themselves, to the byte", async () => {
    // it fails in the middle, after records that were good and one that lacks a value
    await put(1, `page,site\na,\nb,x\n${"c,y\n".repeat(20)}throw,z\n`)
    for (const at of [0, 2]) await put(at, "page,site\na,\nb,x\n")
    const start = (run: string, request: Record<string, unknown>) =>
      runWorkflow(memory, [throwing], { run, request, sizes: [3] })
    const first = [key(0), key(1), key(2)]
    await start("r1", { ...LENIENT, only: first })
    expect(reportOf(memory, "r1")).toMatchObject({ objects: { failed: 1, processed: 2 } })
    await memory.store.remove("in", key(1))
    await start("r2", again("repairs", "r1", { ...LENIENT, only: first }))
    await start("alone", { ...LENIENT, only: [key(0), key(2)] })
    const batches = (of: string) =>
      memory
        .keys("out")
        .filter((name) => name.startsWith(`runs/${of}/batches/`) && !name.endsWith(".log.json"))
    expect(batches("r2")).toHaveLength(1)
    expect(batches("r2").map((name) => memory.text("out", name))).toEqual(
      batches("alone").map((name) => memory.text("out", name)),
    )
  })

  test("has all that it is made of among its own objects", async () => {
    await put(1, FAILING)
    await run("r1")
    await put(1, GOOD)
    await run("r2", again("repairs", "r1"))
    const before = result()
    for (const of of memory.keys("out")) if (of.startsWith("runs/r1/")) await memory.store.remove("out", of)
    await run("r3", again("reduces", "r2"))
    expect(result()).toBe(before)
  })

  test("processes the whole batch of an object with rejects, and of children that did not end", async () => {
    await put(0, REJECTING)
    await run("r1", LENIENT, { sizes: [2], crashed: (place) => (place === 2 ? "FAILED" : null) })
    await put(0, GOOD)
    const { mapped, reduced } = await run("r2", again("repairs", "r1"), { sizes: [9] })
    expect(keysOf(mapped)).toEqual([key(0), key(1), key(4), key(5)])
    expect(reduced).toMatchObject({ complete: true, records: { rows: 12, kept: 12, rejected: 0 } })
  })

  test("processes the whole batch of a batch file that is gone", async () => {
    await put(5, FAILING)
    await run("r1", LENIENT, { sizes: [2] })
    const [first] = memory.keys("out").filter((of) => /^runs\/r1\/batches\/[0-9a-f]+\.json$/.test(of))
    await memory.store.remove("out", first!)
    await put(5, GOOD)
    const { mapped, reduced } = await run("r2", again("repairs", "r1"))
    expect(keysOf(mapped).length).toBeGreaterThan(1)
    expect(reduced).toMatchObject({ complete: true, objects: { listed: 6, processed: 6 } })
  })

  test("repairs a run that Reduce refused, with that run's own tolerance", async () => {
    await put(3, FAILING)
    await expect(run("r1", {})).rejects.toMatchObject({ name: "ToleranceExceeded" })
    await expect(run("r2", again("repairs", "r1", {}))).rejects.toMatchObject({ name: "ToleranceExceeded" })
    expect(reportOf(memory, "r2")).toMatchObject({ repairs: "r1", objects: { listed: 6, failed: 1 } })
    await put(3, GOOD)
    const { mapped, reduced } = await run("r3", again("repairs", "r2", again("repairs", "r1", {})))
    expect(keysOf(mapped)).toEqual([key(3)])
    expect(reduced).toMatchObject({ complete: true, published: true, objects: { listed: 6, processed: 6 } })
  })

  test("leaves out what is no longer there, and counts it", async () => {
    await put(1, FAILING)
    await put(2, FAILING)
    await run("r1")
    await memory.store.remove("in", key(1))
    await put(2, GOOD)
    const { reduced } = await run("r2", again("repairs", "r1"))
    expect(reduced).toMatchObject({ complete: true, objects: { listed: 5, processed: 5 } })
    expect(manifestOf("r2")).toMatchObject({ again: 2, gone: { count: 1, examples: [key(1)] } })
    expect(reportOf(memory, "r2")).toMatchObject({ gone: 1 })
  })

  test("maps nothing where none of it is there, and can itself be reduced again", async () => {
    await put(1, FAILING)
    await run("r1")
    await memory.store.remove("in", key(1))
    const { prepared, reduced } = await run("r2", again("repairs", "r1"))
    expect(prepared).toMatchObject({ map: "none" })
    expect(reduced).toMatchObject({ complete: true, objects: { listed: 5, processed: 5 } })
    expect((await run("r3", again("reduces", "r2"))).reduced).toMatchObject({ objects: { listed: 5 } })
  })

  test("stops its map at the share that is tolerated of all", async () => {
    await put(1, FAILING)
    await put(2, FAILING)
    const input = { tolerate: { objects: "40%", records: 0 } }
    await run("r1", input)
    const { prepared } = await run("r2", again("repairs", "r1", input), { until: "prepared" })
    expect(prepared).toMatchObject({ stopPercent: 100, tolerate: { objects: { percent: 40 } } })
    const strict = { tolerate: { objects: "10%", records: 0 } }
    const { prepared: of10 } = await run("r3", again("repairs", "r1", strict), { until: "prepared" })
    expect(of10.stopPercent).toBe(30)
  })

  test("of chosen objects stays one of chosen objects", async () => {
    await run("whole")
    const whole = result()
    const only = { ...LENIENT, only: [key(1), key(2)] }
    await put(1, FAILING)
    await run("r1", only)
    await put(1, GOOD)
    const { prepared, reduced } = await run("r2", again("repairs", "r1", only))
    expect(prepared.reader).toBe("items")
    expect(reduced).toMatchObject({ complete: true, published: false, objects: { listed: 2 } })
    expect(result()).toBe(whole)
    await expect(run("r3", again("repairs", "r1"))).rejects.toThrow('this input has no "only"')
    await expect(run("r3", again("repairs", "r1", { only: [key(1)] }))).rejects.toThrow(
      `it was for "${key(2)}" too, which this input's "only" does not name`,
    )
    await expect(run("r3", again("reduces", "whole", only))).rejects.toThrow('this input has "only"')
  })
})

describe("a run that reduces another one again", () => {
  test("comes to the same, failures and rejects too, and processes nothing", async () => {
    await put(0, REJECTING)
    await put(3, FAILING)
    await run("r1", LENIENT, { sizes: [2], crashed: (place) => (place === 2 ? "PENDING" : null) })
    const before = result()
    for (const of of memory.keys("in")) await memory.store.remove("in", of)
    const { prepared, reduced } = await run("r2", again("reduces", "r1"))
    expect(prepared).toMatchObject({ map: "none", reader: "listed" })
    expect(reduced).toMatchObject({ complete: false, published: true, objects: { listed: 6, failed: 3 } })
    expect(result()).toBe(before)
    const own = ["run", "startedAt", "phases", "times", "retries", "reduces"]
    const shared = (of: string) =>
      Object.entries(reportOf(memory, of)).filter(([name]) => !own.includes(name))
    expect(shared("r2")).toEqual(shared("r1"))
    expect(reportOf(memory, "r2")).toMatchObject({ repairs: null, reduces: "r1" })
    const rejects = (of: string) =>
      memory.keys("out").filter((name) => name.startsWith(`runs/${of}/rejects/`))
    expect(rejects("r2").map((name) => memory.text("out", name))).toEqual(
      rejects("r1").map((name) => memory.text("out", name)),
    )
    expect(rejects("r2")).toHaveLength(1)
  })

  test("needs no report, and can be repaired", async () => {
    await put(3, FAILING)
    await run("r1")
    await memory.store.remove("out", "runs/r1/report.json")
    expect((await run("r2", again("reduces", "r1"))).reduced).toMatchObject({ objects: { failed: 1 } })
    await put(3, GOOD)
    expect((await run("r3", again("repairs", "r2"))).reduced).toMatchObject({ complete: true })
  })

  test("takes the last of several map runs", async () => {
    await run("r1")
    const manifest = new TextEncoder().encode(memory.text("out", "runs/r1/map/uuid/manifest.json"))
    const stale = new TextEncoder().encode('{"ResultFiles":{"SUCCEEDED":[]}}')
    await memory.store.put("out", "runs/r1/map/z/manifest.json", stale)
    await new Promise((resolve) => setTimeout(resolve, 2))
    await memory.store.put("out", "runs/r1/map/uuid/manifest.json", manifest)
    expect((await run("r2", again("reduces", "r1"))).reduced).toMatchObject({ objects: { listed: 6 } })
  })
})

describe("Prepare refuses", () => {
  async function refusal(request: unknown, jobs = [visits]): Promise<string> {
    const error = await runWorkflow(memory, jobs, {
      run: "new",
      request: request as Record<string, unknown>,
    }).then(
      () => null,
      (thrown: Error) => thrown,
    )
    expect(error?.name).toBe("InvalidRunInput")
    expect(memory.keys("out")).not.toContain("runs/new/kept/manifest.json")
    return error!.message
  }

  test("a run that is not there", async () => {
    expect(await refusal(again("repairs", "r1"))).toBe(
      'run "r1" cannot be repaired: there is nothing under s3://out/runs/r1/: check the run\'s name',
    )
  })

  test("a run that has not been reduced", async () => {
    await run("r1", LENIENT, { until: "mapped" })
    for (const kind of ["repairs", "reduces"] as const)
      expect(await refusal(again(kind, "r1"))).toMatch(
        /^run "r1" cannot be (repaired|reduced again): there is no report under s3:\/\/out\/runs\/r1\/: it is still running,.* redrive it$/,
      )
  })

  test("a run with nothing to repair, whether its report is there or not", async () => {
    await run("r1")
    const nothing =
      'run "r1" cannot be repaired: it has no failed objects and no rejects: there is nothing to repair'
    expect(await refusal(again("repairs", "r1"))).toBe(nothing)
    await memory.store.remove("out", "runs/r1/report.json")
    expect(await refusal(again("repairs", "r1"))).toBe(nothing)
  })

  test("a run whose map results are gone", async () => {
    await run("r1")
    await memory.store.remove("out", "runs/r1/map/uuid/manifest.json")
    expect(await refusal(again("reduces", "r1"))).toContain(
      "what its map came to is no longer under s3://out/runs/r1/map/; start it again instead",
    )
  })

  test.each([
    ["another job", { job: "other" }, 'it is of job "visits", and this input is for job "other"'],
    [
      "other params",
      { day: "tomorrow" },
      'its params are {"day":"today"}, and this input has {"day":"tomorrow"}',
    ],
  ])("%s", async (_, changes, message) => {
    await put(1, FAILING)
    await run("r1")
    const other = { ...visits, name: "other" }
    expect(await refusal({ ...again("repairs", "r1"), ...changes }, [visits, other])).toContain(message)
  })

  test("another version of the job, a reference that has changed, and another bucket", async () => {
    await put(1, FAILING)
    await run("r1")
    const request = again("repairs", "r1")
    expect(await refusal(request, [{ ...visits, version: 3 }])).toContain(
      'it was made by version 2 of job "visits", and this code has version 3; start the run again instead',
    )
    const [child] = memory.text("out", "runs/r1/map/uuid/SUCCEEDED_0.jsonl").split("\n")
    const tell = async (from: string, to: string) => {
      const text = child!.replace(from, to)
      expect(text).not.toBe(child)
      await memory.store.put(
        "out",
        "runs/r1/map/uuid/SUCCEEDED_0.jsonl",
        new TextEncoder().encode(`${text}\n`),
      )
    }
    await tell('\\"references\\":{}', '\\"references\\":{\\"sites\\":\\"1\\"}')
    expect(await refusal(request)).toContain("what it looked things up in has changed since")
    await tell('\\"input\\":\\"in\\"', '\\"input\\":\\"elsewhere\\"')
    expect(await refusal(request)).toContain('it read bucket "elsewhere", and this run reads bucket "in"')
  })
})
