import { setTimeout as sleep } from "node:timers/promises"
import type { RunView } from "@mapfold/core/status/run-view"
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest"
import { BREAK_ROW, SPOIL } from "./levels.fixture.ts"
import { openWorld, readings, type World } from "./runs.fixture.ts"

let world: World

beforeAll(async () => {
  world = await openWorld()
  for (let river = 0; river < 40; river++) world.put(`2022/river-${river}.csv`, readings(`river-${river}`, 5))
})
afterAll(async () => {
  await world.close()
})
afterEach(() => {
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
})

/** 40 files of 5 records that take so many ms each, in 20 batches: with two workers, half of 200 such times. */
async function startSlow(slow: number): Promise<string> {
  return (await world.runs.start({ year: 2022, slow, settings: { batchObjects: 2 } })).run
}

async function readUntil(run: string, isWanted: (view: RunView) => boolean): Promise<RunView> {
  for (let waited = 0; waited < 20_000; waited += 20) {
    const view = await world.runs.read(run)
    if (isWanted(view)) return view
    await sleep(20)
  }
  throw new Error(`${run} never was as wanted: ${JSON.stringify(await world.runs.read(run))}`)
}

describe("a run that goes on", () => {
  it("says how far it is, estimates rows and bytes, and is stopped and redriven", async () => {
    const run = await startSlow(50)
    const view = await readUntil(run, ({ progress }) => progress.objects.done >= 4 && progress.rows !== null)
    const { progress } = view
    expect(view).toMatchObject({
      status: "RUNNING",
      endedAt: null,
      report: null,
      complete: null,
      failure: null,
    })
    expect(view.actions).toEqual({
      stop: null,
      redrive: "it is running: stop it first, or wait for its end",
      repair: "it is running: wait for its end",
    })
    expect(view.states.find(({ name }) => name === "MapListed")?.status).toBe("running")
    expect(view.states.find(({ name }) => name === "Reduce")?.status).toBe("waiting")
    expect(progress).toMatchObject({ phase: "mapping", isEstimated: true, objects: { listed: 40 } })
    // every file has five rows
    expect(progress.rows).toBe(view.mapRun!.items.succeeded * 5)
    expect(progress.rowsPerSecond).toBeGreaterThan(0)
    expect(progress.secondsLeft).toBeGreaterThan(0)
    const { batches } = await world.runs.batches(run)
    expect(batches.some(({ status }) => status === "RUNNING")).toBe(true)
    const going = batches.find(({ status }) => status === "RUNNING")!
    const batch = await world.runs.batch(run, going.child)
    expect(batch).toMatchObject({ child: going.child, attempts: [], error: null })
    expect(batch.files).toHaveLength(2)
    expect(await world.runs.failures(run)).toMatchObject({ causes: [], isRunning: true })
    await expect(world.runs.result(run)).rejects.toMatchObject({ name: "NotYet" })
    await expect(world.runs.quality(run)).rejects.toMatchObject({ name: "NotYet" })
    await expect(world.runs.download(run, "result.csv")).rejects.toMatchObject({ name: "NotYet" })
    for (const act of [world.runs.redrive, world.runs.repair, world.runs.reduce])
      await expect(act(run)).rejects.toMatchObject({
        name: "NotAllowed",
        message: expect.stringContaining("running"),
      })

    await world.runs.stop(run)
    await world.ended(run)
    const stopped = await world.runs.read(run)
    expect(stopped).toMatchObject({
      status: "ABORTED",
      failure: { state: "MapListed" },
      progress: { phase: "ended" },
    })
    expect(stopped.states.find(({ name }) => name === "MapListed")?.status).toBe("aborted")
    expect(stopped.actions).toMatchObject({ redrive: null, repair: expect.stringContaining("redrive it") })
    await expect(world.runs.stop(run)).rejects.toMatchObject({ name: "NotAllowed" })
    await expect(world.runs.repair(run)).rejects.toMatchObject({ name: "NotAllowed" })

    await world.runs.redrive(run)
    await readUntil(run, ({ status }) => status !== "ABORTED")
    await world.ended(run)
    const redriven = await world.runs.read(run)
    expect(redriven).toMatchObject({
      status: "SUCCEEDED",
      complete: true,
      redrives: 1,
      records: { rows: 200 },
    })
    expect((await world.runs.list()).runs.find((line) => line.run === run)).toMatchObject({
      ...{ status: "SUCCEEDED", redrives: 1 },
    })
  })

  it("costs one poll, however many look at it", async () => {
    const run = await startSlow(20)
    await readUntil(run, ({ mapRun }) => mapRun !== null)
    const send = vi.spyOn(world.clients.sfn, "send")
    const seen = world.open({ fresh: 60_000 })
    await Promise.all(Array.from({ length: 25 }, () => seen.read(run)))
    await Promise.all(Array.from({ length: 25 }, () => seen.batches(run)))
    await Promise.all(Array.from({ length: 25 }, () => seen.read(run)))
    const commands = send.mock.calls.map(([command]) => command.constructor.name).sort()
    expect(commands).toEqual([
      "DescribeExecutionCommand",
      "DescribeMapRunCommand",
      "DescribeStateMachineForExecutionCommand",
      "GetExecutionHistoryCommand",
      "ListExecutionsCommand",
    ])
    await world.runs.stop(run)
    await world.ended(run)
  })
})

describe("a run that goes on, with failures", () => {
  it("tells of them before its end, and after it was stopped", async () => {
    for (let at = 0; at < 10; at++) world.put(`2026/a-bad-${at}.csv`, "river,depth\n")
    for (let at = 0; at < 10; at++)
      world.put(`2026/b-worse-${at}.csv`, "river,level\nrhine,high\nrhine,1.0\n")
    for (let at = 0; at < 20; at++) world.put(`2026/slow-${at}.csv`, readings(`slow-${at}`, 1))
    const settings = { batchObjects: 2, concurrency: 1 }
    const tolerate = { objects: "50%", records: "50%" }
    const { run } = await world.runs.start({ year: 2026, slow: 500, settings, tolerate })
    await readUntil(run, ({ progress }) => progress.objects.done >= 14)
    const { causes, objects, isRunning } = await world.runs.failures(run)
    expect({ isRunning, objects }).toEqual({ isRunning: true, objects: { failed: 10, listed: 40 } })
    expect(causes[0]).toMatchObject({ kind: "object", name: "MissingColumn", count: 10 })
    expect(causes[1]).toMatchObject({ kind: "record", name: "number" })
    const cause = { kind: "object", name: "MissingColumn" } as const
    expect((await world.runs.failedObjects(run, cause)).objects).toHaveLength(10)
    expect((await world.runs.rejects(run, { rule: "number", count: 1 })).rejects).toHaveLength(1)
    await world.runs.stop(run)
    await world.ended(run)
    expect(await world.runs.failures(run)).toMatchObject({ isRunning: false, objects: { failed: 10 } })
  })
})

describe("a run with a file that kills whoever processes it", () => {
  it("names that file alone, in its batch too", async () => {
    for (const river of ["rhine", "maelstrom", "elbe"]) world.put(`2027/${river}.csv`, readings(river, 2))
    const { run } = await world.runs.start({ year: 2027, tolerate: { objects: 1 } })
    await world.ended(run)
    expect((await world.runs.failures(run)).causes).toMatchObject([{ name: "Runtime.ExitError", count: 1 }])
    const [batch] = (await world.runs.batches(run)).batches
    const view = await world.runs.batch(run, batch!.child)
    expect(view).toMatchObject({ status: "SUCCEEDED", items: 3, error: null })
    expect(view.failures).toMatchObject([{ key: "2027/maelstrom.csv", error: "Runtime.ExitError" }])
    expect(view.attempts).toHaveLength(2)
  })
})

describe("a run whose reducer crashes", () => {
  it("says where and why, and is redriven when the job is mended", async () => {
    vi.stubEnv(BREAK_ROW, "1")
    const { run } = await world.runs.start({ year: 2022 })
    await world.ended(run)
    const view = await world.runs.read(run)
    expect(view).toMatchObject({
      ...{
        status: "FAILED",
        complete: null,
        error: expect.stringContaining("the table of rivers is closed"),
      },
      failure: { state: "Reduce", message: expect.stringContaining("the table of rivers is closed") },
    })
    expect(view.states.find(({ name }) => name === "Reduce")?.status).toBe("failed")
    expect(view.actions.redrive).toBeNull()
    await expect(world.runs.result(run)).rejects.toMatchObject({ name: "NotYet" })
    const { lines } = await world.runs.logs(run, { level: "ERROR" })
    expect(lines.map(({ text }) => text).join("\n")).toContain("the table of rivers is closed")
    expect(lines.every(({ level }) => level === "ERROR")).toBe(true)
    vi.unstubAllEnvs()
    await world.runs.redrive(run)
    await readUntil(run, ({ status }) => status !== "FAILED")
    await world.ended(run)
    expect(await world.runs.read(run)).toMatchObject({ status: "SUCCEEDED", complete: true, failure: null })
    expect((await world.runs.result(run)).totalRows).toBe(40)
    await expect(world.runs.redrive(run)).rejects.toMatchObject({
      name: "NotAllowed",
      message: expect.stringContaining("SUCCEEDED"),
    })
  })
})

describe("a run whose batches fail as a whole", () => {
  it("names what the batches say, and their files as the failed objects", async () => {
    for (const river of ["rhine", "elbe"]) world.put(`basins/${river}.csv`, readings(river, 3))
    vi.stubEnv(SPOIL, world.put("basins.csv", "river,basin\nrhine,rhine\n"))
    const { run } = await world.runs.start({ job: "basins" })
    await world.ended(run)
    const view = await world.runs.read(run)
    expect(view).toMatchObject({ status: "FAILED", report: null, failure: { state: "MapListed" } })
    expect(view.failure?.message).toMatch(/The first batch that failed: .*basins\.csv/)
    expect(view.actions).toMatchObject({ redrive: null, repair: expect.any(String) })
    const { causes, objects, isPartial } = await world.runs.failures(run)
    expect({ objects, isPartial }).toEqual({ objects: { failed: 2, listed: 2 }, isPartial: false })
    expect(causes).toMatchObject([{ kind: "object", count: 2, objects: 2 }])
    const { name } = causes[0]!
    const found = await world.runs.failedObjects(run, { kind: "object", name })
    expect(found.objects.map(({ key }) => key).sort()).toEqual(["basins/elbe.csv", "basins/rhine.csv"])
    const { child } = found.objects[0]!
    const batch = await world.runs.batch(run, child!)
    expect(batch).toMatchObject({ status: "FAILED", error: { name }, attempts: [] })
    const { lines } = await world.runs.batchLog(run, child!)
    expect(lines.some(({ level, text }) => level === "ERROR" && text.includes("basins.csv"))).toBe(true)
  })
})

describe("a run whose input is at fault", () => {
  it("is not started, and planned neither", async () => {
    const before = (await world.runs.list()).runs.length
    for (const ask of [world.runs.start, world.runs.plan])
      await expect(ask({ year: "soon" })).rejects.toMatchObject({
        name: "InvalidRunInput",
        message: expect.stringContaining('"year" is "soon"'),
      })
    await expect(world.runs.start({ year: 2022 }, "a/b")).rejects.toMatchObject({
      name: "InvalidRunInput",
      message: expect.stringContaining('"a/b" cannot be a run'),
    })
    expect((await world.runs.list()).runs).toHaveLength(before)
  })
})

describe("the list of runs", () => {
  it("has pages, and those of one status", async () => {
    const all = await world.runs.list()
    const seen: string[] = []
    for (let after: string | undefined; ; ) {
      const page = await world.runs.list({ count: 2, after })
      seen.push(...page.runs.map(({ run }) => run))
      if (page.next === null) break
      after = page.next
    }
    expect(seen).toEqual(all.runs.map(({ run }) => run))
    const failed = await world.runs.list({ status: "FAILED" })
    expect(failed.runs.map(({ status, job }) => [status, job])).toEqual([["FAILED", "basins"]])
  })
})
