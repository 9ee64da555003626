import { expect, it } from "vitest"
import { makeDeadlines } from "./deadlines.ts"

/** A clock that moves when it is told to, and what sleeps by it. */
function makeClock() {
  let time = 0
  const sleeps: { until: number; wake(): void }[] = []
  return {
    sleeps,
    now: () => time,
    sleep: (milliseconds: number, signal: { addEventListener(type: "abort", wake: () => void): void }) =>
      new Promise<void>((resolve) => {
        sleeps.push({ until: time + milliseconds, wake: resolve })
        signal.addEventListener("abort", resolve)
      }),
    async moveTo(next: number) {
      time = next
      for (const { until, wake } of sleeps) if (until <= time) wake()
      await new Promise(setImmediate)
    },
  }
}

it("tells each when its own time is over, and none that has called it off", async () => {
  const clock = makeClock()
  const deadlines = makeDeadlines(clock, 100)
  const late: string[] = []
  deadlines.start(() => late.push("first"))
  await clock.moveTo(30)
  const callOff = deadlines.start(() => late.push("called off"))
  await clock.moveTo(60)
  deadlines.start(() => late.push("last"))
  callOff()
  await clock.moveTo(100)
  expect(late).toStrictEqual(["first"])
  await clock.moveTo(159)
  expect(late).toStrictEqual(["first"])
  await clock.moveTo(160)
  expect(late).toStrictEqual(["first", "last"])
})

it("sleeps once for thousands that end in time, and begins anew for those after them", async () => {
  const clock = makeClock()
  const deadlines = makeDeadlines(clock, 100)
  const late: number[] = []
  for (let at = 0; at < 5_000; at++) deadlines.start(() => late.push(at))()
  await clock.moveTo(50)
  deadlines.start(() => late.push(-1))
  expect(clock.sleeps).toHaveLength(1)
  await clock.moveTo(100)
  expect(late).toStrictEqual([])
  await clock.moveTo(150)
  expect(late).toStrictEqual([-1])
})

it("tells nobody after it was closed", async () => {
  const clock = makeClock()
  const deadlines = makeDeadlines(clock, 100)
  let isLate = false
  deadlines.start(() => {
    isLate = true
  })
  deadlines.close()
  await clock.moveTo(100)
  expect(isLate).toBe(false)
})
