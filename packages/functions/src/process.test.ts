import { BatchFile } from "@mapfold/core/batch/batch-file"
import { BatchLog } from "@mapfold/core/batch/batch-log"
import { fromColumn } from "@mapfold/core/columns/column"
import { day } from "@mapfold/core/columns/day"
import { decimal } from "@mapfold/core/columns/decimal"
import { text } from "@mapfold/core/columns/text"
import { defineJob } from "@mapfold/core/job/define-job"
import { csv } from "@mapfold/core/job/format"
import { argMax } from "@mapfold/core/measures/arg-extreme"
import { count } from "@mapfold/core/measures/count"
import { mean, sum } from "@mapfold/core/measures/sum"
import { batchId } from "@mapfold/core/process/batch-id"
import { ObjectCorrupted } from "@mapfold/core/store/errors"
import type { ObjectReader, ObjectStore } from "@mapfold/core/store/object-store"
import { describe, expect, test } from "vitest"
import * as z from "zod"
import { makeMemoryStore } from "./memory-store.fixture.ts"
import { makeProcess, type ProcessPorts, type Progress } from "./process.ts"

const record = z.object({
  station: text({ column: "station", length: 3 }),
  date: day({ column: "date" }),
  temp: decimal({ column: "temp", scale: 1, missing: ["999.9"] }),
})
const definition = {
  name: "weather",
  version: 2,
  title: "Weather",
  params: z.object({ year: z.int() }),
  record,
  input: () => ({ prefix: "", suffix: ".csv" }),
  format: csv(),
  filter: {
    field: "date" as const,
    compute: (date: string, { year }: { year: number }) => date.startsWith(`${year}`),
  },
  key: ["station" as const],
  measures: { n: count(), mean: mean("temp"), top: argMax("temp", ["date"]) },
  row: () => ({}),
}
const weather = defineJob(definition)
/** The same, with a number that no column vouches for. */
const fallible = defineJob({
  ...definition,
  name: "fallible",
  record: record.extend({ ratio: fromColumn("temp", z.string().transform(Number)) }),
  measures: { ...definition.measures, total: sum("ratio") },
})

type Items = { readonly Key: string; readonly Size: number; readonly Etag: string }[]
type Answer = Awaited<ReturnType<ReturnType<typeof makeProcess>>>

const HEADER = "station,date,temp\n"
const GOOD = `${HEADER}AAA,2025-01-01,1.5\nAAA,2025-01-02,2.5\nBBB,2024-12-31,9.0\n`
const OTHER = `${HEADER}BBB,2025-03-01,-3.0\nAAA,2025-03-01,2.5\n`
const minutes = { getRemainingTimeInMillis: () => 600_000 }
/** A call with so much time at its start, and so much left whenever it looks again. */
function counting(start: number, later: number) {
  let asked = 0
  return { getRemainingTimeInMillis: () => (asked++ === 0 ? start : later) }
}
/** Rows of a good many blocks, each in a station of its own. */
const rows = (count: number) =>
  Array.from(
    { length: count },
    (_, index) => `${String(index % 900).padStart(3, "0")},2025-01-01,${index % 40}.0\n`,
  ).join("")

/** A bucket with these objects, a processor over it, and what a call of it gives. */
async function setUp(
  objects: Readonly<Record<string, string>>,
  change: (store: ObjectStore) => ObjectStore = (same) => same,
  ports: Partial<ProcessPorts> = {},
) {
  const memory = makeMemoryStore("in", "out")
  const items: Items = []
  for (const [Key, content] of Object.entries(objects)) {
    const bytes = new TextEncoder().encode(content)
    items.push({ Key, Size: bytes.length, Etag: (await memory.store.put("in", Key, bytes)).etag })
  }
  const told: Progress[] = []
  const process = makeProcess({
    jobs: [weather, fallible],
    store: change(memory.store),
    clock: () => 0,
    now: () => 0,
    progress: (added) => told.push(added),
    ...ports,
  })
  const BatchInput = {
    run: "r",
    job: "weather",
    jobVersion: 2,
    params: { year: 2025 },
    references: {},
    suffix: ".csv",
    input: "in",
    output: "out",
  }
  const event = { BatchInput, Items: items, next: 0, last: false }
  const batchFile = (answer: Answer) =>
    BatchFile.parse(JSON.parse(memory.text("out", `runs/r/batches/${answer.batch}.json`)))
  return { memory, items, told, process, event, batchFile }
}

/** The batch file of one call over these objects. */
async function outcomeOf(objects: Readonly<Record<string, string>>, job = "weather"): Promise<BatchFile> {
  const { process, event, batchFile } = await setUp(objects)
  return batchFile(await process({ ...event, BatchInput: { ...event.BatchInput, job } }, minutes))
}

/** What must be the same whether or not a failed object was among the others. */
const effect = ({ records, bytes, rejects, tally }: BatchFile) => ({ records, bytes, rejects, tally })

describe("Process", () => {
  test("writes counts and the tally of a batch, and its log beside them", async () => {
    const { memory, process, event, batchFile, told } = await setUp({ "a.csv": GOOD, "b.csv": OTHER })
    const answer = await process(event, { ...minutes, awsRequestId: "q-1", logStreamName: "s" })
    const counts = {
      objects: { processed: 2, skipped: 0, failed: 0 },
      records: { rows: 5, kept: 4, filtered: 1, rejected: 0 },
      bytes: GOOD.length + OTHER.length,
    }
    expect(answer).toEqual({ batch: expect.stringMatching(/^[0-9a-f]{64}$/), next: null, counts })
    expect(batchFile(answer)).toMatchObject({
      ...counts,
      batch: answer.batch,
      failures: [],
      rejects: { objects: 0, byRule: {}, examples: [] },
    })
    expect(batchFile(answer).tally.partitions[0]!.groups).toEqual([
      [["AAA"], [3, { scale: 1, sum: "65", count: 3 }, { value: 2.5, kept: ["2025-01-02"] }]],
      [["BBB"], [1, { scale: 1, sum: "-30", count: 1 }, { value: -3, kept: ["2025-03-01"] }]],
    ])
    expect(JSON.parse(memory.text("out", `runs/r/batches/${answer.batch}.log.json`))).toMatchObject({
      run: "r",
      objects: 2,
      requestId: "q-1",
      logStream: "s",
    })
    expect(memory.keys("out")).toHaveLength(2)
    expect(told).toEqual([
      { objects: 1, rows: 3, bytes: GOOD.length },
      { objects: 1, rows: 2, bytes: OTHER.length },
    ])
  })

  describe("a batch's log", () => {
    const logOf = (memory: ReturnType<typeof makeMemoryStore>, { batch }: Answer) =>
      BatchLog.parse(JSON.parse(memory.text("out", `runs/r/batches/${batch}.log.json`)))

    test("parts its time into reading, computing and writing", async () => {
      let time = 0
      const slow = (store: ObjectStore): ObjectStore => ({
        ...store,
        open(bucket, key, options) {
          const reader = store.open(bucket, key, options) as ObjectReader
          const read = (into: Uint8Array) => {
            time += 5
            return reader.read(into)
          }
          return Promise.resolve({ ...reader, read })
        },
        async put(bucket, key, body, options) {
          time += key.endsWith(".log.json") ? 1_000 : 100
          return store.put(bucket, key, body, options)
        },
      })
      const { memory, process, event } = await setUp({ "a.csv": GOOD, "b.csv": OTHER }, slow, {
        now: () => time,
        progress: () => {
          time += 30
        },
      })
      const log = logOf(memory, await process(event, minutes))
      expect(log).toMatchObject({ computeMs: 60, writeMs: 100, durationMs: 60 + 100 + log.readMs })
      // two reads an object: its bytes, and that there are no more
      expect(log.readMs).toBe(20)
    })

    test("counts the requests that were sent again for it", async () => {
      let sent = 7
      const { memory, process, event } = await setUp({ "a.csv": GOOD, "b.csv": OTHER }, (store) => ({
        ...store,
        retries: () => sent++,
      }))
      expect(logOf(memory, await process(event, minutes)).retries).toBe(1)
    })

    test("has none where the store sends no requests", async () => {
      const { memory, process, event } = await setUp({ "a.csv": GOOD })
      expect(logOf(memory, await process(event, minutes)).retries).toBe(0)
    })
  })

  describe("an object that came with wrong bytes", () => {
    const corrupting = (times: number) => (store: ObjectStore) => ({
      ...store,
      async open(bucket: string, key: string, options?: { readonly ifMatch?: string }) {
        const reader = await store.open(bucket, key, options)
        if (times-- <= 0) return reader
        const read = async (into: Uint8Array) => {
          const count = await reader.read(into)
          if (count === 0) throw new ObjectCorrupted(bucket, key, "so it is")
          into[HEADER.length] = 90
          return count
        }
        return { ...reader, read }
      },
    })

    test("is processed again, and leaves no trace of what was wrong", async () => {
      const { process, event, batchFile } = await setUp({ "a.csv": GOOD }, corrupting(3))
      expect(batchFile(await process(event, minutes))).toEqual(await outcomeOf({ "a.csv": GOOD }))
    })

    test("fails where it always does", async () => {
      const { process, event, batchFile } = await setUp({ "a.csv": GOOD }, corrupting(100))
      expect(batchFile(await process(event, minutes)).failures).toMatchObject([{ error: "ObjectCorrupted" }])
    })
  })

  test("keeps rejected records aside with key, line, column, rule, value and row", async () => {
    const bad = [
      "AAA,2025-01-01,1.5",
      "AAA,2025-02-30,1.5",
      'AAA,"2025-01-01","1,5"',
      "AAAA,2025-01-01,x",
      "AAA,2025-01-01",
      `AAA,2025-01-03,${"9".repeat(300)}`,
      "AAA,2025-01-04,2.5",
    ]
    const { memory, process, event, batchFile } = await setUp({
      "good.csv": GOOD,
      "bad.csv": `${HEADER}${bad.join("\n")}\n`,
    })
    const answer = await process(event, minutes)
    const file = batchFile(answer)
    expect(file.objects).toEqual({ processed: 2, skipped: 0, failed: 0 })
    expect(file.records).toEqual({ rows: 10, kept: 4, filtered: 1, rejected: 5 })
    expect(file.rejects).toMatchObject({
      objects: 1,
      byRule: { day: 1, length: 1, number: 1, range: 1, "short-row": 1 },
    })
    const lines = memory.text("out", `runs/r/rejects/${answer.batch}.jsonl`).trimEnd().split("\n")
    expect(lines.map((line) => JSON.parse(line))).toEqual(file.rejects.examples)
    expect(file.rejects.examples).toMatchObject([
      { key: "bad.csv", line: 3, column: "date", rule: "day", value: "2025-02-30", raw: bad[1] },
      { key: "bad.csv", line: 4, column: "temp", rule: "number", value: "1,5", raw: bad[2] },
      { key: "bad.csv", line: 5, column: "station", rule: "length", value: "AAAA", raw: bad[3] },
      { key: "bad.csv", line: 6, column: null, rule: "short-row", value: null, raw: bad[4] },
      { key: "bad.csv", line: 7, column: "temp", rule: "range", value: `${"9".repeat(200)}…` },
    ])
  })

  test("shows the first twenty rejects in the batch file, and has all of them in their own", async () => {
    const { memory, process, event, batchFile } = await setUp({
      "bad.csv": `${HEADER}${"A,2025-01-01,1\n".repeat(25)}`,
    })
    const answer = await process(event, minutes)
    expect(batchFile(answer).rejects.examples).toHaveLength(20)
    expect(memory.text("out", `runs/r/rejects/${answer.batch}.jsonl`).trimEnd().split("\n")).toHaveLength(25)
  })

  test("writes more rejects than it should hold in parts, named by the objects that they are of", async () => {
    const wide = `A,2025-01-01,${"x".repeat(2_000)}\n`
    const bad = (rows: number) => `${HEADER}${wide.repeat(rows)}`
    const { memory, process, event, batchFile } = await setUp({
      "a.csv": bad(9_000),
      "b.csv": bad(9_000),
      "c.csv": GOOD,
      "d.csv": bad(3),
    })
    const answer = await process(event, minutes)
    const { rejects, records } = batchFile(answer)
    expect(records).toMatchObject({ rejected: 18_003 })
    expect(rejects).toMatchObject({ objects: 3, byRule: { length: 18_003 } })
    const [first, second] = event.Items
    const names = [
      await batchId(event.BatchInput, [first!, second!]),
      await batchId(event.BatchInput, event.Items.slice(2)),
    ]
    expect(rejects.parts).toEqual(names)
    const lines = names.map(
      (name) => memory.text("out", `runs/r/rejects/${name}.jsonl`).trimEnd().split("\n").length,
    )
    expect(lines).toEqual([18_000, 3])
  })

  test.each([
    ["an unclosed quote at once", `${GOOD}"AAA,2025-01-01,1\n`, "UnclosedQuote"],
    [
      "an unclosed quote after several blocks, some rows of which were rejected",
      `${HEADER}${rows(5_000)}A,x,y\n"AAA,2025`,
      "UnclosedQuote",
    ],
    ["no header", "", "EmptyObject"],
    ["a renamed column", GOOD.replace("temp", "temperature"), "MissingColumn"],
  ])("leaves the others' result as if an object with %s was not there", async (_, content, name) => {
    const with_ = await outcomeOf({ "a.csv": GOOD, "broken.csv": content, "c.csv": OTHER })
    const without = await outcomeOf({ "a.csv": GOOD, "c.csv": OTHER })
    expect(with_.objects).toEqual({ processed: 2, skipped: 0, failed: 1 })
    expect(with_.failures).toEqual([{ key: "broken.csv", error: name, message: expect.any(String) }])
    expect(effect(with_)).toEqual(effect(without))
  })

  test("does so where a measure refuses a value of an object that is sound", async () => {
    const infinite = `${HEADER}AAA,2025-01-01,1.0\nAAA,2025-01-01,${"9".repeat(10)}\n`
    const job = defineJob({
      ...definition,
      name: "fussy",
      record: record.extend({
        ratio: fromColumn(
          "temp",
          z.string().transform((value) => (value.length > 9 ? Number.NaN : Number(value))),
        ),
      }),
      measures: { ...definition.measures, total: sum("ratio") },
    })
    const run = async (objects: Readonly<Record<string, string>>) => {
      const { memory, event, batchFile } = await setUp(objects)
      const process = makeProcess({ jobs: [job], store: memory.store, clock: () => 0 })
      return batchFile(
        await process({ ...event, BatchInput: { ...event.BatchInput, job: "fussy" } }, minutes),
      )
    }
    const spoilt = await run({ "a.csv": GOOD, "broken.csv": infinite, "c.csv": OTHER })
    expect(spoilt.failures).toEqual([
      {
        key: "broken.csv",
        error: "JobCodeFailed",
        message: expect.stringMatching(
          /^a record of lines 2 to 3: the job's own code failed: RangeError: NaN cannot be summed exactly/,
        ),
      },
    ])
    expect(effect(spoilt)).toEqual(effect(await run({ "a.csv": GOOD, "c.csv": OTHER })))
  })

  test.each(["weather", "fallible"])("tallies %s the same in one call and object by object", async (job) => {
    const big = `${HEADER}${rows(2_500)}`
    const together = await outcomeOf({ "a.csv": GOOD, "big.csv": big, "b.csv": OTHER }, job)
    const reversed = await outcomeOf({ "b.csv": OTHER, "big.csv": big, "a.csv": GOOD }, job)
    expect(reversed.tally).toEqual(together.tally)
    expect(together.records.rows).toBe(2_505)
  })

  test("fails an object that changed since it was listed, and one that is gone", async () => {
    const { memory, process, event, batchFile } = await setUp({
      "a.csv": GOOD,
      "b.csv": OTHER,
      "c.csv": OTHER,
    })
    await memory.store.put("in", "a.csv", new TextEncoder().encode(OTHER))
    await memory.store.remove("in", "b.csv")
    const file = batchFile(await process(event, minutes))
    expect(file.objects).toEqual({ processed: 1, skipped: 0, failed: 2 })
    expect(file.failures).toMatchObject([
      {
        key: "a.csv",
        error: "ObjectChanged",
        message: expect.stringContaining("s3://in/a.csv changed since it was listed"),
      },
      { key: "b.csv", error: "ObjectNotFound" },
    ])
  })

  test("skips folder marks and files of another kind, and does not open them", async () => {
    const { memory, process, event, batchFile } = await setUp({
      "2025/": "",
      "readme.txt": "no",
      "a.csv": GOOD,
      "odd.csv/": "",
    })
    const answer = await process(event, minutes)
    expect(batchFile(answer).objects).toEqual({ processed: 1, skipped: 3, failed: 0 })
    expect(memory.reads).toEqual(["s3://in/a.csv"])
  })

  test("takes no further object with 20 s left, and says where to go on", async () => {
    const { process, event, items, batchFile } = await setUp({
      "a.csv": GOOD,
      "b.csv": OTHER,
      "c.csv": OTHER,
    })
    const first = await process(event, counting(120_000, 20_000))
    expect(first).toMatchObject({ next: 1, counts: { objects: { processed: 1, skipped: 0, failed: 0 } } })
    const rest = await process({ ...event, next: 1 }, counting(120_000, 20_001))
    expect(rest).toMatchObject({ next: null, counts: { objects: { processed: 2, skipped: 0, failed: 0 } } })
    expect(rest.batch).toBe((await process({ ...event, Items: items.slice(1) }, minutes)).batch)
    expect(batchFile(first).batch).not.toBe(batchFile(rest).batch)
  })

  test("keeps a sixth of a call that is given less than two minutes", async () => {
    const { process, event } = await setUp({ "a.csv": GOOD, "b.csv": OTHER })
    expect(await process(event, counting(6_000, 1_000))).toMatchObject({ next: 1 })
    expect(await process(event, counting(6_000, 1_001))).toMatchObject({ next: null })
  })

  test("fails what it has no time for on the last call, and skips what is to be skipped", async () => {
    const { process, event, batchFile } = await setUp({
      "a.csv": GOOD,
      "b.csv": OTHER,
      "c.txt": "",
      "d.csv": OTHER,
    })
    const answer = await process({ ...event, last: true }, { getRemainingTimeInMillis: () => 0 })
    expect(answer).toMatchObject({ next: null, counts: { objects: { processed: 1, skipped: 1, failed: 2 } } })
    expect(batchFile(answer).failures).toEqual(
      ["b.csv", "d.csv"].map((key) => ({
        key,
        error: "NotReached",
        message: expect.stringContaining("batchObjects"),
      })),
    )
  })

  test("writes the same bytes to the same place when a batch runs twice", async () => {
    const { memory, process, event } = await setUp({ "a.csv": GOOD, "b.csv": `${HEADER}A,b,c\n` })
    const contents = () => Object.fromEntries(memory.keys("out").map((key) => [key, memory.text("out", key)]))
    await process(event, minutes)
    const once = contents()
    await process(event, { getRemainingTimeInMillis: () => 60_000 })
    expect(Object.keys(once)).toHaveLength(3)
    expect(contents()).toEqual(once)
  })

  test("names a batch by what it covers, not by the order of the items", async () => {
    const { process, event, items } = await setUp({ "a.csv": GOOD, "b.csv": OTHER })
    const { batch } = await process(event, minutes)
    expect((await process({ ...event, Items: [...items].reverse() }, minutes)).batch).toBe(batch)
    const changed = [items[0]!, { ...items[1]!, Etag: '"other"' }]
    expect((await process({ ...event, Items: changed }, minutes)).batch).not.toBe(batch)
    const otherYear = { ...event.BatchInput, params: { year: 2024 } }
    expect((await process({ ...event, BatchInput: otherYear }, minutes)).batch).not.toBe(batch)
  })

  test.each([
    [{ job: "rain" }, "the run began with job rain version 2, and this processor has none of that name"],
    [
      { jobVersion: 1 },
      "the run began with job weather version 1, and this processor has version 2: start the run again",
    ],
  ])("refuses a run of %j", async (change, message) => {
    const { memory, process, event } = await setUp({ "a.csv": GOOD })
    const answer = process({ ...event, BatchInput: { ...event.BatchInput, ...change } }, minutes)
    await expect(answer).rejects.toMatchObject({
      name: "JobVersionMismatch",
      message: expect.stringContaining(message),
    })
    expect(memory.writes.filter((uri) => uri.startsWith("s3://out/"))).toEqual([])
  })
})

describe("Process over a store that answers later", () => {
  /** Opens later, hands out a few bytes at a time later, and counts what is open. */
  function makeLate(store: ObjectStore, isLate: (key: string) => boolean = () => true) {
    const open = new Set<ObjectReader>()
    const opened: string[] = []
    let most = 0
    const late: ObjectStore = {
      ...store,
      open(bucket, key, options) {
        const reader = store.open(bucket, key, options) as ObjectReader
        const watched: ObjectReader = {
          ...reader,
          read: async (into) => reader.read(into.subarray(0, 7)),
          close() {
            if (!open.delete(watched)) throw new Error(`${key} is closed twice`)
          },
        }
        open.add(watched)
        opened.push(key)
        most = Math.max(most, open.size)
        return isLate(key) ? Promise.resolve(watched) : watched
      },
    }
    return { late, open, opened, most: () => most }
  }

  const objects = Object.fromEntries(
    Array.from({ length: 20 }, (_, index) => [`${String(index).padStart(2, "0")}.csv`, GOOD]),
  )

  test("gives what it gives over one that answers at once, with some objects opened ahead and all of them closed", async () => {
    let watch: ReturnType<typeof makeLate> | undefined
    const { process, event, batchFile } = await setUp(objects, (store) => {
      watch = makeLate(store)
      return watch.late
    })
    const file = batchFile(await process(event, minutes))
    expect(effect(file)).toEqual(effect(await outcomeOf(objects)))
    expect(watch!.opened).toEqual(Object.keys(objects))
    expect(watch!.open.size).toBe(0)
    expect(watch!.most()).toBe(9)
  })

  test.each([
    ["answers later", () => true],
    ["answers later for some keys only", (key: string) => Number(key.slice(0, 2)) % 3 === 0],
  ])("closes what was opened ahead and is not read in this call, where the store %s", async (_, isLate) => {
    let watch: ReturnType<typeof makeLate> | undefined
    const { process, event } = await setUp(objects, (store) => {
      watch = makeLate(store, isLate)
      return watch.late
    })
    expect(await process(event, { getRemainingTimeInMillis: () => 0 })).toMatchObject({ next: 1 })
    expect(watch!.opened).toEqual(Object.keys(objects).slice(0, 9))
    expect(watch!.open.size).toBe(0)
  })

  test("fails an object that cannot be opened or breaks off, and reads the others", async () => {
    const { process, event, batchFile } = await setUp(
      { "a.csv": GOOD, "b.csv": OTHER, "c.csv": OTHER },
      (store) => ({
        ...store,
        async open(bucket, key, options) {
          if (key === "a.csv") throw new Error("no route")
          const reader = await store.open(bucket, key, options)
          return key === "b.csv" ? { ...reader, read: () => Promise.reject(new Error("cut")) } : reader
        },
      }),
    )
    const file = batchFile(await process(event, minutes))
    expect(file.failures).toEqual([
      { key: "a.csv", error: "Error", message: "no route" },
      { key: "b.csv", error: "Error", message: "cut" },
    ])
    expect(file.objects).toEqual({ processed: 1, skipped: 0, failed: 2 })
    expect(effect(file)).toEqual(effect(await outcomeOf({ "c.csv": OTHER })))
  })
})
