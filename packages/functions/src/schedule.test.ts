import { describe, expect, test } from "vitest"
import { makeScheduled } from "./schedule.ts"

const schedule = { input: { year: 2025 }, timezone: "UTC", daysBefore: 0 }
const input = '{"year":2025}'

describe("a scheduled time", () => {
  test("starts one run, however often it is delivered", async () => {
    const started = new Map<string, string>()
    const start = async (name: string, input: string) =>
      !started.has(name) && started.set(name, input).has(name)
    const deliver = makeScheduled({ schedule, start })
    expect(await deliver({ scheduledTime: "2026-01-02T06:00:00Z" })).toEqual({
      run: "schedule-20260102T060000Z",
    })
    expect(await deliver({ scheduledTime: "2026-01-02T06:00:00Z" })).toEqual({ run: null })
    await deliver({ scheduledTime: "2027-01-02T06:00:00Z" })
    expect([...started]).toEqual([
      ["schedule-20260102T060000Z", input],
      ["schedule-20270102T060000Z", input],
    ])
  })

  test("starts the run of its day, in the schedule's own zone and so many days before", async () => {
    const started: string[] = []
    const deliver = makeScheduled({
      schedule: { input: { job: "web-logs", day: "<date>" }, timezone: "America/Sao_Paulo", daysBefore: 1 },
      start: async (_, input) => started.push(input) > 0,
    })
    await deliver({ scheduledTime: "2026-03-02T02:00:00Z" })
    expect(started).toEqual(['{"job":"web-logs","day":"2026-02-28"}'])
  })

  test("is refused where it is no time", async () => {
    const deliver = makeScheduled({ schedule, start: async () => true })
    await expect(deliver({ scheduledTime: "<aws.scheduler.scheduled-time>" })).rejects.toThrow("datetime")
  })

  test("lets a failure to start through, so that it is tried again", async () => {
    const deliver = makeScheduled({ schedule, start: () => Promise.reject(new Error("no such machine")) })
    await expect(deliver({ scheduledTime: "2026-01-02T06:00:00Z" })).rejects.toThrow("no such machine")
  })
})
