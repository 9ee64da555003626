import type { Reject } from "@mapfold/core/batch/batch-file"
import { defineJob } from "@mapfold/core/job/define-job"
import type { Job } from "@mapfold/core/job/job"
import { count } from "@mapfold/core/measures/count"
import { Report } from "@mapfold/core/report/report"
import { StoreFailed } from "@mapfold/core/store/errors"
import type { ObjectStore } from "@mapfold/core/store/object-store"
import { beforeEach, describe, expect, test } from "vitest"
import * as z from "zod"
import { batchOf, inputOf, MANIFEST, RUN, succeeded, writeBatch, writeMapResults } from "./map-run.fixture.ts"
import { makeMemoryStore } from "./memory-store.fixture.ts"
import { makeReduce } from "./reduce.ts"

const visits: Job = defineJob({
  name: "visits",
  version: 2,
  title: "Visits of each page",
  params: z.strictObject({ day: z.string(), part: z.int().default(1) }),
  input: ({ day }) => ({ prefix: `${day}/`, suffix: "" }),
  format: { kind: "csv", delimiter: "," },
  record: z.object({ page: z.string() }),
  key: ["page"],
  measures: { visits: count() },
  row: (group) => group,
})

const STARTED = "2026-01-01T00:00:00.000Z"
const NONE = { count: 0, percent: 0 }
const ANY = { count: 1_000, percent: 100 }

let memory: ReturnType<typeof makeMemoryStore>
beforeEach(() => {
  memory = makeMemoryStore("in", "out")
})

function reduce(
  changes: Record<string, unknown> = {},
  jobs = [visits],
  store = memory.store,
  reported: (report: Report) => void = () => {},
) {
  let now = Date.parse(STARTED) + 5_000
  return makeReduce({ jobs, store, clock: () => now++, reported })({
    run: RUN,
    startedAt: STARTED,
    job: "visits",
    jobVersion: 2,
    params: { part: 1, day: "today" },
    reader: "listed",
    tolerate: { objects: NONE, records: NONE },
    input: "in",
    output: "out",
    manifest: MANIFEST,
    ...changes,
  })
}
const reportOf = () => Report.parse(JSON.parse(memory.text("out", `runs/${RUN}/report.json`)))
const results = () => memory.keys("out").filter((key) => key.startsWith("results/"))

const PLACE = "results/visits/day=today/part=1"

/** Two children of two objects and one. */
async function writeGoodRun(asList = false): Promise<void> {
  await writeBatch(memory, batchOf("b1", ["k1", "k2"]))
  await writeBatch(memory, batchOf("b2", ["k3"]))
  const SUCCEEDED = [
    succeeded("c1", ["k1", "k2"], { batches: ["b1"], failed: [] }),
    succeeded("c2", ["k3"], { batches: ["b2"], failed: [] }),
  ]
  await writeMapResults(memory, { SUCCEEDED }, asList)
}

describe("Reduce", () => {
  test("tells once what a run came to: its result, why it has none, or what kept it from being published", async () => {
    const told: (string | null)[] = []
    const tell = ({ error }: Report) => told.push(error?.name ?? null)
    await writeGoodRun()
    await reduce({}, [visits], memory.store, tell)
    expect(told.splice(0)).toEqual([null])
    const full: ObjectStore = {
      ...memory.store,
      put: (bucket, key, ...rest) =>
        key.startsWith("results/")
          ? Promise.reject(new StoreFailed(key, new Error("no space is left")))
          : memory.store.put(bucket, key, ...rest),
    }
    const later = { startedAt: "2026-01-01T00:00:01.000Z" }
    await expect(reduce(later, [visits], full, tell)).rejects.toMatchObject({ name: "StoreFailed" })
    expect(told.splice(0)).toEqual(["StoreFailed"])
    await writeMapResults(memory, { SUCCEEDED: [] })
    await expect(reduce({}, [visits], memory.store, tell)).rejects.toMatchObject({ name: "NoObjects" })
    expect(told).toEqual(["NoObjects"])
  })

  test("folds the batches into one result, reports, and publishes", async () => {
    await writeGoodRun()
    expect(await reduce()).toEqual({
      result: `${PLACE}/result.json`,
      report: `runs/${RUN}/report.json`,
      complete: true,
      published: true,
      objects: { listed: 3, processed: 3, skipped: 0, failed: 0 },
      records: { rows: 3, kept: 3, filtered: 0, rejected: 0 },
      bytes: 30,
    })
    expect(memory.text("out", `${PLACE}/result.json`)).toBe(
      '{\n  "job": "visits",\n  "params": {"day":"today","part":1},\n  "complete": true,\n  "rows": [\n    {"page":"a","visits":3}\n  ]\n}\n',
    )
    expect(memory.text("out", `${PLACE}/result.csv`)).toBe("page,visits\na,3\n")
    for (const name of ["result.json", "result.csv"])
      expect(memory.text("out", `runs/${RUN}/${name}`)).toBe(memory.text("out", `${PLACE}/${name}`))
    expect(reportOf()).toMatchObject({
      run: RUN,
      job: "visits",
      jobVersion: 2,
      params: { day: "today", part: 1 },
      complete: true,
      error: null,
      objects: { listed: 3, processed: 3 },
      batches: 2,
      phases: { map: 5_000, reduce: 1 },
    })
  })

  const log = (batch: string, retries: unknown) => ({
    ...{
      run: RUN,
      batch,
      objects: 1,
      startedAt: STARTED,
      durationMs: 3,
      readMs: 1,
      computeMs: 1,
      writeMs: 1,
    },
    ...{ retries, requestId: null, logStream: null },
  })
  const putLog = (batch: string, content: unknown) =>
    memory.store.put(
      "out",
      `runs/${RUN}/batches/${batch}.log.json`,
      new TextEncoder().encode(typeof content === "string" ? content : JSON.stringify(content)),
    )

  describe("the time that it reports", () => {
    const at = (milliseconds: number) => new Date(Date.parse(STARTED) + milliseconds).toISOString()
    const timed = (batch: string, startedAt: string) => ({
      ...log(batch, 0),
      ...{ startedAt, durationMs: 10, readMs: 5, computeMs: 4, writeMs: 1 },
    })

    test("is where the batches' went, what they waited included, and their rows over it", async () => {
      await writeGoodRun()
      const SUCCEEDED = [
        { ...succeeded("c1", ["k1", "k2"], { batches: ["b1"], failed: [] }), StartDate: at(0) },
        // A child that was redriven waited from a moment that nobody has written down.
        {
          ...succeeded("c2", ["k3"], { batches: ["b2"], failed: [] }),
          ...{ StartDate: at(0), RedriveCount: 1 },
        },
      ]
      await writeMapResults(memory, { SUCCEEDED }, false)
      await putLog("b1", timed("b1", at(7)))
      await putLog("b2", timed("b2", at(50)))
      await reduce()
      const { times } = reportOf()
      expect(times).toMatchObject({ batches: 2, queueMs: 7, readMs: 10, computeMs: 8, writeMs: 2 })
      const { rows, sliceMs } = times!.pace
      expect([sliceMs, rows.length, rows.reduce((sum, some) => sum + some, 0)]).toEqual([1, 60, 3])
      expect(rows.findIndex((some) => some > 0)).toBeGreaterThanOrEqual(7)
    })

    test("is nothing where no batch tells of it", async () => {
      await writeGoodRun()
      await putLog("b1", { ...timed("b1", "yesterday") })
      await reduce()
      expect(reportOf().times).toBeNull()
    })
  })

  describe("the retries that it reports", () => {
    test("are those of the batches and its own", async () => {
      await writeGoodRun()
      await putLog("b1", log("b1", 3))
      await putLog("b2", log("b2", 4))
      let sent = 10
      await reduce({}, [visits], { ...memory.store, retries: () => sent++ })
      expect(reportOf().retries).toEqual({ requests: 8 })
    })

    test.each([null, "no JSON", log("b2", -1)])("leave out a log that says nothing (%j)", async (content) => {
      await writeGoodRun()
      await putLog("b1", log("b1", 3))
      if (content !== null) await putLog("b2", content)
      await reduce()
      expect(reportOf().retries).toEqual({ requests: 3 })
    })

    test("may be missing from a report of an older version", async () => {
      await writeGoodRun()
      await reduce()
      const { retries, ...older } = reportOf()
      expect(retries).toBeDefined()
      expect(Report.parse(older)).toEqual(older)
    })
  })

  test("writes the report before the result, and the pointer last", async () => {
    await writeGoodRun()
    const before = memory.writes.length
    await reduce()
    const written = memory.writes.slice(before)
    expect(written[0]).toBe(`s3://out/runs/${RUN}/report.json`)
    expect(written.at(-1)).toBe(`s3://out/${PLACE}/latest.json`)
    expect(written.findIndex((uri) => uri.includes("/results/"))).toBe(3)
  })

  test("writes the same bytes when it runs again", async () => {
    await writeGoodRun()
    await reduce()
    const once = memory.text("out", `${PLACE}/result.json`)
    expect(await reduce()).toMatchObject({ published: true })
    expect(memory.text("out", `${PLACE}/result.json`)).toBe(once)
  })

  test("reads result files that are lists, too", async () => {
    await writeGoodRun(true)
    expect(await reduce()).toMatchObject({ objects: { listed: 3, processed: 3 } })
  })

  test("counts no batch that no child points to, and no file that the manifest does not name", async () => {
    await writeGoodRun()
    await writeBatch(memory, batchOf("leftover", ["k1"]))
    await memory.store.put("out", `runs/${RUN}/map/other/SUCCEEDED_0.jsonl`, new Uint8Array(3))
    expect(await reduce()).toMatchObject({ records: { rows: 3 } })
  })

  test("keeps the result for the run where a later one has published", async () => {
    await writeGoodRun()
    const later = { run: "later", startedAt: "2026-01-01T00:00:01Z", files: {} }
    await memory.store.put("out", `${PLACE}/latest.json`, new TextEncoder().encode(JSON.stringify(later)))
    expect(await reduce()).toMatchObject({ published: false, result: `runs/${RUN}/result.json` })
    expect(results()).toEqual([`${PLACE}/latest.json`])
    expect(memory.text("out", `runs/${RUN}/result.csv`)).toBe("page,visits\na,3\n")
  })

  describe("failures", () => {
    const failure = { key: "k2", error: "MissingColumn", message: "s3://in/k2 has no column" }
    const reject: Reject = {
      key: "k1",
      line: 12,
      column: "TEMP",
      rule: "number",
      value: "abc",
      message: 's3://in/k1 line 12: TEMP "abc" is not a number',
      raw: "1,abc",
    }

    async function writeMixedRun(): Promise<void> {
      const half = batchOf("b1", ["k1", "k2"], {
        objects: { processed: 1, skipped: 0, failed: 1 },
        records: { rows: 5, kept: 3, filtered: 1, rejected: 1 },
        failures: [failure],
        rejects: { objects: 1, byRule: { number: 1 }, examples: [reject] },
      })
      await writeBatch(memory, half)
      await writeBatch(memory, batchOf("b2", ["k3"]))
      await writeMapResults(memory, {
        SUCCEEDED: [
          succeeded("c1", ["k1", "k2"], { batches: ["b1"], failed: [] }),
          succeeded("c2", ["k3", "k4"], {
            batches: ["b2"],
            failed: [{ index: 1, error: "Runtime.OutOfMemory" }],
          }),
        ],
        FAILED: [
          { Name: "c3", Status: "FAILED", Input: inputOf(["k6", "k5"]), Error: "Crash", Cause: "it broke" },
          { Name: "c4", Status: "TIMED_OUT", Input: inputOf(["k7"]) },
        ],
        PENDING: [{ Name: "c5", Status: "PENDING", Input: inputOf(["k8"]) }],
      })
    }

    test("are counted from batches, isolated items, and children that failed or never started", async () => {
      await writeMixedRun()
      await expect(reduce()).rejects.toMatchObject({
        name: "ToleranceExceeded",
        message: expect.stringMatching(
          /^6 of 8 objects failed.*s3:\/\/in\/k2 has no column.*; 1 of 6 records .*TEMP "abc" is not a number.*report\.json$/,
        ),
      })
      const report = reportOf()
      expect(report.objects).toEqual({ listed: 8, processed: 2, skipped: 0, failed: 6 })
      expect(report.failures).toEqual([
        failure,
        {
          key: "k4",
          error: "Runtime.OutOfMemory",
          message: "was processed alone, which took more memory than there is",
        },
        { key: "k5", error: "Crash", message: "is of a batch that ended FAILED: it broke" },
        { key: "k6", error: "Crash", message: "is of a batch that ended FAILED: it broke" },
        { key: "k7", error: "TIMED_OUT", message: "is of a batch that ended TIMED_OUT: no cause was given" },
        { key: "k8", error: "PENDING", message: "is of a batch that never started" },
      ])
      expect(report.rejects).toEqual({ objects: 1, byRule: { number: 1 }, examples: [reject] })
      expect(report).toMatchObject({ complete: false, error: { name: "ToleranceExceeded" } })
      expect(results()).toEqual([])
      expect(memory.keys("out")).not.toContain(`runs/${RUN}/result.json`)
    })

    test("within the tolerances give a result that says it is not complete", async () => {
      await writeMixedRun()
      const answer = await reduce({ tolerate: { objects: ANY, records: ANY } })
      expect(answer).toMatchObject({ complete: false, published: true, objects: { failed: 6 } })
      expect(JSON.parse(memory.text("out", `${PLACE}/result.json`)).complete).toBe(false)
      expect(reportOf()).toMatchObject({ complete: false, error: null })
    })

    test("of records alone make a result incomplete", async () => {
      const batch = batchOf("b1", ["k1"], { records: { rows: 2, kept: 1, filtered: 0, rejected: 1 } })
      await writeBatch(memory, batch)
      await writeMapResults(memory, { SUCCEEDED: [succeeded("c1", ["k1"], { batches: ["b1"], failed: [] })] })
      await expect(reduce()).rejects.toMatchObject({ name: "ToleranceExceeded" })
      expect(await reduce({ tolerate: { objects: NONE, records: ANY } })).toMatchObject({ complete: false })
    })
  })

  describe("refuses, with the report written and nothing published,", () => {
    async function refusal(changes: Record<string, unknown> = { tolerate: { objects: ANY, records: ANY } }) {
      const error = await reduce(changes).then(
        () => null,
        (thrown: Error) => thrown,
      )
      expect(results()).toEqual([])
      expect(error).not.toBeNull()
      expect(reportOf().error).toEqual({ name: error!.name, message: error!.message })
      expect(error!.message).toMatch(/; the report is s3:\/\/out\/runs\/run-1\/report\.json$/)
      return `${error!.name}: ${error!.message}`
    }

    test("a run that listed nothing", async () => {
      await writeMapResults(memory, {})
      expect(await refusal()).toContain("NoObjects: there is no object under s3://in/today/")
    })

    test("a run in which all was skipped", async () => {
      const objects = { processed: 0, skipped: 1, failed: 0 }
      await writeBatch(memory, batchOf("b1", ["k1"], { objects }))
      await writeMapResults(memory, { SUCCEEDED: [succeeded("c1", ["k1"], { batches: ["b1"], failed: [] })] })
      expect(await refusal()).toContain("NoObjects: none of the 1 objects")
    })

    test("a batch of another version", async () => {
      const tally = { format: 1 as const, job: "visits", jobVersion: 1, partitions: [] }
      await writeBatch(memory, batchOf("b1", ["k1"], { tally }))
      await writeMapResults(memory, { SUCCEEDED: [succeeded("c1", ["k1"], { batches: ["b1"], failed: [] })] })
      expect(await refusal()).toContain(
        'MixedVersions: the code changed while the run was on: this is job "visits", version 2',
      )
    })

    const good = () => batchOf("b1", ["k1", "k2"])
    test.each([
      [
        "an object that no batch covers",
        ["k1", "k2", "k3"],
        ["b1"],
        good(),
        "child c1 was given 3 objects and accounts for 2",
      ],
      [
        "an object that two batches cover",
        ["k1"],
        ["b1"],
        good(),
        "child c1 was given 1 objects and accounts for 2",
      ],
      [
        "a batch counted twice",
        ["k1", "k2", "k3", "k4"],
        ["b1", "b1"],
        good(),
        "batch b1 was counted before",
      ],
      [
        "a batch file that is missing",
        ["k1", "k2"],
        ["b2"],
        good(),
        `s3://out/runs/${RUN}/batches/b2.json is not there`,
      ],
      [
        "rows that went nowhere",
        ["k1", "k2"],
        ["b1"],
        batchOf("b1", ["k1", "k2"], { records: { rows: 5, kept: 4, filtered: 0, rejected: 0 } }),
        "batch b1: 5 rows, but 4 kept, 0 filtered and 0 rejected",
      ],
      [
        "a failure without a name",
        ["k1", "k2"],
        ["b1"],
        batchOf("b1", ["k1", "k2"], { objects: { processed: 1, skipped: 0, failed: 1 } }),
        "batch b1: 1 objects failed, but 0 are named",
      ],
      [
        "a batch file of another format",
        ["k1", "k2"],
        ["b1"],
        { ...good(), format: 2 as 1 },
        `s3://out/runs/${RUN}/batches/b1.json is no batch file of format 1`,
      ],
    ])("%s", async (_, keys, batches, batch, message) => {
      await writeBatch(memory, batch)
      await writeMapResults(memory, { SUCCEEDED: [succeeded("c1", keys, { batches, failed: [] })] })
      const refused = await refusal()
      expect(refused).toMatch(/^NotReconciled: not every object is accounted for/)
      expect(refused).toContain(message)
    })
  })

  test("reports it where the job's own code fails, and publishes nothing", async () => {
    await writeGoodRun()
    const row = () => {
      throw new RangeError("no such page")
    }
    const message = 'job "visits": its row function failed: RangeError: no such page'
    await expect(reduce({}, [{ ...visits, row }])).rejects.toMatchObject({
      name: "JobCodeFailed",
      message: expect.stringContaining(message),
    })
    expect(reportOf()).toMatchObject({
      complete: false,
      error: { name: "JobCodeFailed", message: expect.stringContaining(message) },
      objects: { listed: 3, processed: 3 },
    })
    expect(results()).toEqual([])
  })

  test("reports it where the result cannot be published", async () => {
    await writeGoodRun()
    const store: ObjectStore = {
      ...memory.store,
      put: async (bucket, key, body, options) => {
        if (key.startsWith("results/")) throw new StoreFailed(`${key} cannot be written`, "no space left")
        return memory.store.put(bucket, key, body, options)
      },
    }
    await expect(reduce({}, [visits], store)).rejects.toThrow("no space left")
    expect(reportOf()).toMatchObject({ complete: false, error: { name: "StoreFailed" } })
    expect(results()).toEqual([])
  })

  test("refuses to reduce what another version of the job prepared", async () => {
    await writeGoodRun()
    await expect(reduce({ jobVersion: 1 })).rejects.toMatchObject({
      name: "MixedVersions",
      message: expect.stringContaining('job "visits", version 1, and this code has version 2'),
    })
    await expect(reduce({}, [])).rejects.toThrow("this code has no such job")
  })

  test.each([
    ["{", "JSON"],
    ['{"ResultFiles":[]}', "ResultFiles"],
  ])("says which file of the map run is wrong: %j", async (text, message) => {
    await memory.store.put("out", MANIFEST.Key, new TextEncoder().encode(text))
    await expect(reduce()).rejects.toMatchObject({
      name: "InvalidMapResults",
      message: expect.stringContaining(message),
    })
    await expect(reduce()).rejects.toThrow(`s3://out/${MANIFEST.Key}`)
  })

  test("says which entry is wrong", async () => {
    await writeMapResults(memory, {
      SUCCEEDED: [{ ...succeeded("c1", ["k1"], { batches: [], failed: [] }), Output: "{}" }],
    })
    await expect(reduce()).rejects.toThrow(
      /SUCCEEDED_0.jsonl is not what the map run writes: .*Output.batches/s,
    )
  })

  test("gives the same result whatever the order and the cut of the batches", async () => {
    const bytes = new Set<string>()
    for (const cut of [1, 2, 3, 12]) {
      memory = makeMemoryStore("in", "out")
      const entries = []
      for (let at = 0; at < 12; at += cut) {
        const keys = Array.from({ length: cut }, (_, item) => `k${at + item}`)
        await writeBatch(memory, batchOf(`b${at}`, keys))
        entries.push(succeeded(`c${at}`, keys, { batches: [`b${at}`], failed: [] }))
      }
      await writeMapResults(memory, { SUCCEEDED: cut === 2 ? entries.reverse() : entries })
      await reduce()
      bytes.add(memory.text("out", `${PLACE}/result.json`))
    }
    expect(bytes.size).toBe(1)
  })
})
