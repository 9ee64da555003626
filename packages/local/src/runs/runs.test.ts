import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { openWorld, readings, type World } from "./runs.fixture.ts"

let world: World

beforeAll(async () => {
  world = await openWorld()
})
afterAll(async () => {
  await world.close()
})

describe("a run that goes well", () => {
  it("is planned, started, listed and read", async () => {
    for (const [at, river] of ["rhine", "danube", "elbe"].entries())
      world.put(`2020/${river}.csv`, readings(river, 10 + at))
    world.put("2020/notes.txt", "not a job's file")
    const { runs } = world
    const request = { year: 2020, settings: { batchObjects: 2 } }
    expect(await runs.plan(request)).toMatchObject({
      ...{ job: "levels", params: { year: 2020, slow: 0 }, prefix: "2020/", suffix: ".csv" },
      ...{ objects: 3, batches: 2, cost: null, isPartial: false },
    })
    const { run } = await runs.start(request)
    expect(run).toMatch(/^levels-\d{8}T\d{6}-[a-z0-9]{4}$/)
    await world.ended(run)
    expect(await runs.read(run)).toMatchObject({
      ...{ run, status: "SUCCEEDED", job: "levels", params: { year: 2020, slow: 0 }, request },
      ...{ complete: true, cost: null, failure: null, repairs: null, repairedBy: [] },
      objects: { listed: 4, processed: 3, skipped: 1, failed: 0 },
      records: { rows: 33, kept: 33 },
      mapRun: { label: "MapListed", status: "SUCCEEDED", items: { succeeded: 4 }, batches: { total: 2 } },
      progress: { phase: "ended", objects: { listed: 4, done: 4 }, rows: 33, isEstimated: false },
      actions: { stop: "it has ended", redrive: expect.stringContaining("SUCCEEDED") },
    })
    expect(await runs.list()).toMatchObject({
      runs: [{ run, status: "SUCCEEDED", complete: true }],
      next: null,
    })
    const { batches } = await runs.batches(run)
    expect(batches.map(({ status, items }) => ({ status, items }))).toEqual([
      { status: "SUCCEEDED", items: 2 },
      { status: "SUCCEEDED", items: 2 },
    ])
  })
})
