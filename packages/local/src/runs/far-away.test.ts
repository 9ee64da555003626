import { setTimeout as sleep } from "node:timers/promises"
import { makeClients } from "@mapfold/functions/runs/clients"
import type { Target } from "@mapfold/functions/runs/target"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { embeddedTarget } from "../site/embedded-target.ts"
import { openWorld, readings, type World } from "./runs.fixture.ts"

let world: World

beforeAll(async () => {
  world = await openWorld()
  for (const river of ["rhine", "elbe", "oder"]) world.put(`2023/${river}.csv`, readings(river, 4))
})
afterAll(async () => {
  await world.close()
})

describe("runs where they cost money", () => {
  const memory = { prepare: 512, process: 2_048, reduce: 1_024 }
  const target: Target = { ...embeddedTarget, engine: "aws", stage: "prod", memory }

  it("say what they are estimated to cost, before and after", async () => {
    const runs = world.open({ target })
    expect(await runs.site()).toMatchObject({ engine: "aws", stage: "prod", version: "0.0.0" })
    const plan = await runs.plan({ year: 2023 })
    const { total, ...parts } = plan.cost!
    expect(Object.values(parts).every((part) => part > 0)).toBe(true)
    expect(total).toBeLessThan(0.001)
    const { run } = await runs.start({ year: 2023, slow: 30, settings: { batchObjects: 1 } })
    let soFar: number | null = null
    for (let waited = 0; soFar === null && waited < 10_000; waited += 10) {
      await sleep(10)
      soFar = (await runs.read(run)).cost
    }
    expect(soFar).toBeGreaterThan(0)
    await world.ended(run)
    expect((await runs.read(run)).cost).toBeCloseTo(3 * total, 3)
    expect((await world.runs.read(run)).cost).toBeNull()
  })
})

describe("a plan", () => {
  it("of chosen objects is of those that are there", async () => {
    const only = ["2023/rhine.csv", "2023/none.csv"]
    expect(await world.runs.plan({ year: 2023, only })).toMatchObject({ objects: 1, batches: 1 })
  })

  it("says that it has not listed everything where that takes too long", async () => {
    let now = Date.now()
    const slow = world.open({
      clock: () => {
        now += 11_000
        return now
      },
    })
    expect(await slow.plan({ year: 2023 })).toMatchObject({ objects: 3, isPartial: true })
  })

  it("of nothing has no batches", async () => {
    expect(await world.runs.plan({ year: 1999 })).toMatchObject({ objects: 0, bytes: 0, batches: 0 })
  })
})

describe("endpoints that do not answer as they should", () => {
  it("are said not to be reached", async () => {
    const endpoints = { states: "http://127.0.0.1:9", s3: "http://127.0.0.1:9" }
    const credentials = { accessKeyId: "mapfold", secretAccessKey: "mapfold" }
    const clients = makeClients({ region: "us-east-1", endpoints, credentials })
    await expect(world.open({ clients }).list()).rejects.toMatchObject({
      name: "Unreachable",
      message: expect.stringContaining("states:ListExecutions was not answered"),
    })
    clients.close()
  })

  it("are said to refuse credentials that they do not know", async () => {
    const credentials = { accessKeyId: "mapfold", secretAccessKey: "wrong" }
    const clients = makeClients({ region: "us-east-1", endpoints: world.endpoints, credentials })
    const runs = world.open({ clients })
    await expect(runs.list()).rejects.toMatchObject({ name: "SessionExpired" })
    await expect(runs.plan({ year: 2023 })).rejects.toMatchObject({ name: "SessionExpired" })
    clients.close()
  })
})

describe("names that are hostile", () => {
  const names = [
    "<script>alert(1)</script>",
    "a b&c=d#e?f%2e",
    "\u202Egnp.exe",
    'quote"and\\back',
    "emoji-😀-～",
    `${"long-".repeat(40)}name`,
  ]

  it("are told as they are, wherever they come up", async () => {
    for (const name of names) world.put(`2024/${name}.csv`, `river,level\nrhine,${JSON.stringify(name)}\n`)
    world.put("2024/<b>bad</b>.csv", "<i>no</i>\n")
    const { run } = await world.runs.start({ year: 2024, tolerate: { objects: "100%", records: "100%" } })
    await world.ended(run)
    const failed = await world.runs.failedObjects(run, { kind: "object", name: "MissingColumn" })
    expect(failed.objects).toMatchObject([{ key: "2024/<b>bad</b>.csv", child: expect.any(String) }])
    const { rejects } = await world.runs.rejects(run, {})
    expect(rejects.map(({ key }) => key).sort()).toEqual(names.map((name) => `2024/${name}.csv`).sort())
    for (const name of names) {
      const object = `2024/${name}.csv`
      const own = await world.runs.rejects(run, { object })
      expect(own.rejects).toHaveLength(1)
      const { lines } = await world.runs.logs(run, { object })
      expect(lines.every((line) => line.object === object || line.text.includes(object))).toBe(true)
    }
  })
})
