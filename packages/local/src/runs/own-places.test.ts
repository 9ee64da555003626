import type { ObjectStore } from "@mapfold/core/store/object-store"
import { afterAll, beforeAll, expect, test } from "vitest"
import { openWorld, readings, type World } from "./runs.fixture.ts"

let world: World
beforeAll(async () => {
  world = await openWorld()
  world.put("2023/rhine.csv", readings("rhine", 5))
})
afterAll(() => world.close())

test("a bucket of a run's own that does not answer keeps nobody waiting for the other runs", async () => {
  const start = async () => (await world.runs.start({ year: 2023 })).run
  const [far, near] = [await start(), await start()]
  for (const run of [far, near]) await world.ended(run)
  let asked = 0
  const silent = {
    open: () => {
      asked++
      return new Promise(() => {})
    },
  } as Partial<ObjectStore> as ObjectStore
  const source = { input: "s3://gone/", jobFile: null }
  const runs = world.open({ placeOf: async (run) => (run === far ? { store: silent, source } : null) })
  for (const _ of [1, 2]) {
    const { runs: lines } = await runs.list({})
    const objectsOf = (wanted: string) => lines.find(({ run }) => run === wanted)!.objects
    expect(objectsOf(far)).toBeNull()
    expect(objectsOf(near)).toMatchObject({ listed: 1 })
  }
  expect(asked).toBe(1)
})
