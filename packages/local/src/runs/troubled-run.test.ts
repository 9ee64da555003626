import { text } from "node:stream/consumers"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { openWorld, readings, type World } from "./runs.fixture.ts"

// One run with two kinds of bad files and two kinds of bad records, all tolerated; then what each method says of it.

let world: World
let run: string

beforeAll(async () => {
  world = await openWorld()
  for (const river of ["rhine", "danube", "elbe"]) world.put(`2021/${river}.csv`, readings(river, 10))
  world.put("2021/cut.csv", 'river,level\n"rhine,1.0\n')
  world.put("2021/odd.csv", "river,depth\nrhine,1.0\n")
  world.put("2021/odder.csv", "river,depth\nrhine,1.0\n")
  world.put("2021/wet.csv", "river,level\nmain,1.0\nmain,high\nmain,low\nmain,\n")
  world.put("2021/wetter.csv", "river,level\nneckar,abc\nneckar,1.0\n")
  const tolerate = { objects: "50%", records: "50%" }
  const started = await world.runs.start({ year: 2021, tolerate, settings: { batchObjects: 2 } })
  run = started.run
  await world.ended(run)
})
afterAll(async () => {
  await world.close()
})

describe("a run with failures", () => {
  it("is listed as incomplete, and may be repaired", async () => {
    const { runs } = await world.runs.list()
    expect(runs[0]).toMatchObject({
      ...{ run, status: "SUCCEEDED", complete: false, error: null },
      objects: { listed: 8, processed: 5, skipped: 0, failed: 3 },
    })
    const view = await world.runs.read(run)
    expect(view.actions).toEqual({ stop: "it has ended", redrive: expect.any(String), repair: null })
    expect(view.report?.rejects.objects).toBe(2)
  })

  it("has its causes, what spoils most first", async () => {
    const { causes, objects, records, isRunning, isPartial } = await world.runs.failures(run)
    expect({ objects, isRunning, isPartial }).toEqual({
      objects: { failed: 3, listed: 8 },
      ...{ isRunning: false, isPartial: false },
    })
    expect(causes.map(({ kind, name, count, objects: of }) => [kind, name, count, of])).toEqual([
      ["object", "MissingColumn", 2, 2],
      ["object", "UnclosedQuote", 1, 1],
      ["record", "number", 3, null],
      ["record", "empty", 1, null],
    ])
    expect(records).toEqual({ rejected: 4, rows: 36, objects: 2 })
    expect(causes[0]!.example).toMatch(/^2021\/odd\.csv line 1: the header has no column "level"/)
    expect(causes[2]!.example).toBe('2021/wet.csv line 3: level "high" is not a number')
  })

  it("names the objects of a cause page by page, each with the batch that had it", async () => {
    const cause = { kind: "object", name: "MissingColumn" } as const
    const first = await world.runs.failedObjects(run, cause, { count: 1 })
    expect(first.objects).toMatchObject([{ key: "2021/odd.csv", error: "MissingColumn", rejects: 0 }])
    const second = await world.runs.failedObjects(run, cause, { count: 1, after: first.next! })
    expect(second).toMatchObject({ objects: [{ key: "2021/odder.csv" }], next: null })
    const { child } = first.objects[0]!
    const batch = await world.runs.batch(run, child!)
    expect(batch.files.map(({ key }) => key)).toContain("2021/odd.csv")
    expect(batch.failures).toContainEqual(expect.objectContaining({ key: "2021/odd.csv" }))
  })

  it("names the objects of a rule, with how many of their records broke it", async () => {
    const rule = "number"
    const { objects, next } = await world.runs.failedObjects(run, { kind: "record", name: rule })
    expect(next).toBeNull()
    const byKey = objects.map(({ key, rejects }) => [key, rejects]).sort()
    expect(byKey).toEqual([
      ["2021/wet.csv", 2],
      ["2021/wetter.csv", 1],
    ])
    expect(objects.every(({ child }) => child !== null)).toBe(true)
    const pages: string[] = []
    for (let after: string | undefined; ; ) {
      const page = await world.runs.failedObjects(run, { kind: "record", name: rule }, { count: 1, after })
      pages.push(...page.objects.map(({ key }) => key))
      if (page.next === null) break
      after = page.next
    }
    expect(pages.sort()).toEqual(["2021/wet.csv", "2021/wetter.csv"])
  })

  it("lists rejected records with their raw lines, by object and by rule, page by page", async () => {
    const { rejects, next } = await world.runs.rejects(run, { object: "2021/wet.csv" })
    expect(next).toBeNull()
    expect(rejects).toMatchObject([
      { line: 3, column: "level", value: "high", raw: "main,high" },
      { line: 4, column: "level", value: "low", raw: "main,low" },
      { line: 5, column: "level", value: "", raw: "main,", rule: "empty" },
    ])
    const all = await world.runs.rejects(run, {})
    const seen: unknown[] = []
    for (let after: string | undefined; ; ) {
      const page = await world.runs.rejects(run, { count: 1, after })
      seen.push(...page.rejects)
      if (page.next === null) break
      after = page.next
    }
    expect(seen).toEqual(all.rejects)
    expect(seen).toHaveLength(4)
    const byRule = await world.runs.rejects(run, { rule: "number" })
    expect(byRule.rejects.map(({ value }) => value).sort()).toEqual(["abc", "high", "low"])
    expect((await world.runs.rejects(run, { rule: "no such rule" })).rejects).toEqual([])
  })

  it("downloads all that failed, a line each", async () => {
    const { body, bytes, contentType } = await world.runs.download(run, "failures.jsonl")
    expect({ bytes, contentType }).toEqual({ bytes: null, contentType: "application/x-ndjson" })
    const lines = (await text(body)).trimEnd().split("\n")
    const kinds = lines.map((line) => (JSON.parse(line) as { kind: string }).kind)
    expect(kinds.filter((kind) => kind === "object")).toHaveLength(3)
    expect(kinds.filter((kind) => kind === "record")).toHaveLength(4)
  })

  it("has a result that says what is missing, and its files", async () => {
    const result = await world.runs.result(run)
    expect(result).toMatchObject({
      ...{ run, job: "levels", title: "Highest levels of rivers", complete: false, totalRows: 5 },
      ...{ missing: { objects: 3 }, columns: ["name", "readings", "total"] },
      rows: [
        { name: "DANUBE", readings: 10 },
        { name: "ELBE" },
        { name: "MAIN" },
        { name: "NECKAR" },
        { name: "RHINE" },
      ],
    })
    for (const { name, bytes } of result.files) {
      const file = await world.runs.download(run, name as "result.json")
      const content = await text(file.body)
      expect([file.bytes, Buffer.byteLength(content)]).toEqual([bytes, bytes])
    }
  })

  it("has the lines of one batch, of one object, and of errors alone", async () => {
    const { batches } = await world.runs.batches(run)
    const of = await Promise.all(batches.map(({ child }) => world.runs.batch(run, child)))
    const rhine = of.find(({ files }) => files.some(({ key }) => key === "2021/rhine.csv"))!
    const { lines, isCut } = await world.runs.batchLog(run, rhine.child)
    expect(isCut).toBe(false)
    expect(new Set(lines.map(({ child }) => child))).toEqual(new Set([rhine.child]))
    expect(lines.map(({ text }) => text)).toContain("measuring rhine")
    const [attempt] = rhine.attempts
    const byId = await world.runs.logs(run, { batch: attempt!.batch })
    expect(byId.lines.every(({ batch }) => batch === attempt!.batch)).toBe(true)
    const ofObject = await world.runs.logs(run, { object: "2021/odder.csv" })
    expect(ofObject.lines).toMatchObject([
      {
        level: "ERROR",
        source: "process",
        object: "2021/odder.csv",
        text: expect.stringContaining("MissingColumn"),
      },
    ])
    const errors = await world.runs.logs(run, { level: "ERROR" })
    expect(errors.lines.map(({ object }) => object).sort()).toEqual([
      "2021/cut.csv",
      "2021/odd.csv",
      "2021/odder.csv",
    ])
  })

  it("pages its log without losing or repeating a line", async () => {
    const all = await world.runs.logs(run, {})
    expect(all.next).toBeNull()
    const seen: unknown[] = []
    for (let after: string | undefined; ; ) {
      const page = await world.runs.logs(run, {}, { count: 7, after })
      expect(page.lines.length).toBeLessThanOrEqual(7)
      seen.push(...page.lines)
      if (page.next === null) break
      after = page.next
    }
    expect(seen).toEqual(all.lines)
    expect(seen.length).toBeGreaterThan(20)
  })
})

describe("a repair of it", () => {
  it("processes the mended files alone and is complete, and both runs know of each other", async () => {
    for (const name of ["cut", "odd", "odder", "wet", "wetter"])
      world.put(`2021/${name}.csv`, readings(name, 3))
    const { run: repaired } = await world.runs.repair(run)
    await world.ended(repaired)
    const view = await world.runs.read(repaired)
    expect(view).toMatchObject({ status: "SUCCEEDED", complete: true, repairs: run, failure: null })
    expect(view.mapRun?.label).toBe("MapItems")
    expect((await world.runs.read(run)).repairedBy).toEqual([repaired])
    const { previous, report } = await world.runs.quality(repaired)
    expect([report.run, previous?.run]).toEqual([repaired, run])
    await expect(world.runs.repair(repaired)).rejects.toMatchObject({
      name: "NotAllowed",
      message: expect.stringContaining("no object has failed"),
    })
  })

  it("may be reduced again under a name of one's own", async () => {
    const { run: again } = await world.runs.reduce(run, "levels-again")
    expect(again).toBe("levels-again")
    await world.ended(again)
    const view = await world.runs.read(again)
    expect(view).toMatchObject({ status: "SUCCEEDED", complete: false, mapRun: null })
    expect(view.objects).toMatchObject({ listed: 8, failed: 3 })
    expect((await world.runs.failures(again)).objects).toEqual({ failed: 3, listed: 8 })
    await expect(world.runs.reduce(run, "levels-again")).rejects.toMatchObject({ name: "NotAllowed" })
  })
})

describe("what is not there", () => {
  it("is said to be none: a batch of another run", async () => {
    const other = await world.runs.start({ year: 2021, only: ["2021/rhine.csv"] })
    await world.ended(other.run)
    const [batch] = (await world.runs.batches(other.run)).batches
    expect(await world.runs.batch(other.run, batch!.child)).toMatchObject({ items: 1 })
    await expect(world.runs.batch(run, batch!.child)).rejects.toMatchObject({ name: "NoSuchBatch" })
  })

  it.each([
    ["a run", () => world.runs.read("levels-never"), "NoSuchRun"],
    ["a run whose name leads elsewhere", () => world.runs.read("../../etc"), "NoSuchRun"],
    ["a name with what ARNs are made of", () => world.runs.read("mapfold:levels"), "NoSuchRun"],
    ["a batch", () => world.runs.batch(run, "00000000-0000-0000-0000-000000000000"), "NoSuchBatch"],
    ["a batch whose name leads elsewhere", () => world.runs.batch(run, "../x"), "NoSuchBatch"],
    ["a page of rejects", () => world.runs.rejects(run, { after: "nonsense" }), "InvalidRequest"],
    ["a page of the log", () => world.runs.logs(run, {}, { after: "e30" }), "InvalidRequest"],
    ["a page of batches", () => world.runs.batches(run, { after: "nonsense" }), "InvalidRequest"],
    ["a page of runs", () => world.runs.list({ after: "nonsense" }), "InvalidRequest"],
  ])("is said to be none: %s", async (_, ask, name) => {
    await expect(ask()).rejects.toMatchObject({ name })
  })
})
