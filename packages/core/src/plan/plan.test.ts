import { describe, expect, it } from "vitest"
import { estimateCost, estimateProcessMs } from "./estimate-cost.ts"
import { planRun } from "./plan-run.ts"
import { PRICES } from "./prices.ts"
import { AWS_SPEED, localSpeed } from "./speed.ts"

const memory = { prepare: 512, process: 2_048, reduce: 1_024 }
/** The year 2023: 12,311 files of 938 MB. */
const year = { objects: 12_311, bytes: 938_000_000, batches: 25 }

describe("the cost of a run", () => {
  const processMs = 60_000
  const cost = estimateCost({ ...year, processMs, memory })

  it("has Lambda's requests and GB-seconds", () => {
    // 25 batches, Prepare and Reduce; 2 GB x 60 s, 0.5 GB x 0.2 s, 1 GB x (1 s + 25 x 4 ms)
    const gigabyteSeconds = 2 * 60 + 0.5 * 0.2 + 1 * 1.1
    expect(cost.lambda).toBeCloseTo(27 * 0.0000002 + gigabyteSeconds * 0.0000133334, 12)
  })

  it("has a transition for each state and child, and the children's requests and duration", () => {
    // a child: 60 s / 25 + 0.1 s = 2.5 s, in 64 MB
    const gigabyteSeconds = 25 * 2.5 * (64 / 1_024)
    expect(cost.stepFunctions).toBeCloseTo(30 * 0.000025 + 25 * 0.000001 + gigabyteSeconds * 0.00001667, 12)
  })

  it("has a GET for each object and batch, two puts a batch and a few a run, and the listing's pages", () => {
    expect(cost.s3).toBeCloseTo((12_311 + 25) * 0.0000004 + (25 * 2 + 12) * 0.000005 + 13 * 0.000005, 12)
  })

  it("has the bytes that are logged", () => {
    expect(cost.logs).toBeCloseTo(((12_311 * 420 + 25 * 6_000) / 1e9) * 0.5, 12)
  })

  it("is their sum, a cent or less for a year of weather", () => {
    const { total, ...parts } = cost
    expect(total).toBeCloseTo(
      Object.values(parts).reduce((sum, part) => sum + part, 0),
      12,
    )
    expect(total).toBeGreaterThan(0.005)
    expect(total).toBeLessThan(0.02)
  })

  it("logs a quarter of a gigabyte for the archive of 558,000 files", () => {
    const archive = estimateCost({ objects: 558_000, bytes: 37e9, batches: 1_116, memory })
    expect(archive.logs / PRICES.logs.gigabyte).toBeCloseTo(0.24, 2)
  })

  it("rounds a child's duration up to the next 100 ms", () => {
    const of = (ms: number) =>
      estimateCost({ objects: 1, bytes: 1, batches: 1, processMs: ms, memory }).stepFunctions
    expect(of(101)).toBe(of(200))
    expect(of(201)).toBeGreaterThan(of(200))
  })

  it("takes the time of Process from objects and bytes where it is not known", () => {
    // 25 x 400 ms + 12,311 x 4 ms + 938 x 15 ms
    expect(estimateProcessMs(year)).toBeCloseTo(10_000 + 49_244 + 14_070, 6)
    expect(estimateCost({ ...year, memory })).toEqual(estimateCost({ ...year, processMs: 73_314, memory }))
  })

  it("is only what the machine itself costs where there are no batches", () => {
    expect(estimateCost({ objects: 0, bytes: 0, batches: 0, processMs: 0, memory }).stepFunctions).toBe(
      5 * 0.000025,
    )
  })
})

describe("the plan of a run", () => {
  const prepared = {
    ...{ job: "gsod-hottest", params: { year: 2023 }, prefix: "2023/", suffix: ".csv" },
    settings: { batchObjects: 500, batchInputBytes: 200_000, concurrency: 500 },
  }
  const listed = {
    listed: 12_311,
    objects: 12_311,
    bytes: 938_000_000,
    itemBytes: 1_200_000,
    isPartial: false,
  }
  const aws = { speed: AWS_SPEED, memory }

  it("counts batches by objects", () => {
    const plan = planRun(prepared, listed, aws)
    expect(plan).toMatchObject({ job: "gsod-hottest", objects: 12_311, batches: 25, isPartial: false })
    // listing 1.2 s, mapping 73 s in 25 at a time: 2.9 s, Reduce 0.1 s, and 4 s
    expect(plan.seconds).toBeCloseTo(4 + 73.314 / 25 + 0.1, 6)
    expect(plan.cost?.total).toBeCloseTo(estimateCost({ ...year, memory }).total, 12)
  })

  it("counts batches by the bytes of their input where the keys are long", () => {
    expect(planRun(prepared, { ...listed, itemBytes: 12_000_000 }, aws).batches).toBe(60)
  })

  it("takes as long as the listing where that is slower", () => {
    const wide = { ...prepared, settings: { ...prepared.settings, batchObjects: 10 } }
    const tiny = { ...listed, listed: 10_000_000, objects: 10, bytes: 10, itemBytes: 10 }
    expect(planRun(wide, tiny, aws).seconds).toBeGreaterThan(1_000)
  })

  it("costs nothing on this machine, and takes a second", () => {
    const plan = planRun(prepared, listed, { speed: localSpeed(2), memory: null })
    expect(plan.cost).toBeNull()
    expect(plan.seconds).toBeGreaterThan(0.5)
    expect(plan.seconds).toBeLessThan(2)
  })

  it("has no batches where nothing is listed", () => {
    const none = { listed: 0, objects: 0, bytes: 0, itemBytes: 0, isPartial: false }
    expect(planRun(prepared, none, aws)).toMatchObject({ objects: 0, batches: 0, seconds: 4 })
  })
})
