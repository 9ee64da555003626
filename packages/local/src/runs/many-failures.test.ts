import { afterAll, beforeAll, expect, it } from "vitest"
import { openWorld, readings, type World } from "./runs.fixture.ts"

// More failed objects than a report names: the batch files have them all.

const FAILED = 1_100

let world: World
let run: string

beforeAll(async () => {
  world = await openWorld()
  for (let at = 0; at < FAILED; at++) world.put(`2025/bad-${at}.csv`, "river,depth\n")
  for (const river of ["rhine", "elbe"]) world.put(`2025/${river}.csv`, readings(river, 2))
  const request = { year: 2025, tolerate: { objects: "100%" }, settings: { batchObjects: 100 } }
  run = (await world.runs.start(request)).run
  await world.ended(run)
})
afterAll(async () => {
  await world.close()
})

it("counts by cause more failed objects than a report names", async () => {
  expect((await world.runs.read(run)).report?.failures).toHaveLength(1_000)
  expect(await world.runs.failures(run)).toMatchObject({
    causes: [{ kind: "object", name: "MissingColumn", count: FAILED }],
    ...{ objects: { failed: FAILED, listed: FAILED + 2 }, isPartial: false },
  })
})

it("names them page by page, each once and with its batch", async () => {
  const keys: string[] = []
  const children = new Set<string | null>()
  for (let after: string | undefined; ; ) {
    const cause = { kind: "object", name: "MissingColumn" } as const
    const page = await world.runs.failedObjects(run, cause, { count: 400, after })
    for (const { key, child } of page.objects) {
      keys.push(key)
      children.add(child)
    }
    if (page.next === null) break
    after = page.next
  }
  expect(new Set(keys).size).toBe(FAILED)
  expect(keys).toHaveLength(FAILED)
  expect(children.has(null)).toBe(false)
  expect(children.size).toBeGreaterThanOrEqual(11)
})
