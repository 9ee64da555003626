import { expect, it } from "vitest"
import { makePace } from "./pace.ts"

function makeTime() {
  let now = 0
  const slept: number[] = []
  return {
    slept,
    clock: () => now,
    pass: (milliseconds: number) => {
      now += milliseconds
    },
    sleep: async (milliseconds: number) => void slept.push(milliseconds),
  }
}

it("lets calls begin so far apart, and none wait that need not", async () => {
  const time = makeTime()
  const pace = makePace(1_000, time)
  expect(await pace(async () => "first")).toBe("first")
  await pace(async () => "second")
  await pace(async () => "third")
  time.pass(5_000)
  await pace(async () => "late")
  expect(time.slept).toEqual([1_000, 2_000])
})

it("refuses whoever would wait too long", async () => {
  const pace = makePace(1_000, makeTime())
  const asked = await Promise.allSettled(Array.from({ length: 30 }, () => pace(async () => null)))
  const refused = asked.filter(({ status }) => status === "rejected")
  expect(refused).toHaveLength(9)
  expect(refused[0]).toMatchObject({ reason: { name: "Throttled" } })
})
