import { describe, expect, test } from "vitest"
import { makeScheduled } from "./schedule.ts"

const input = '{"year":2025}'

describe("a scheduled time", () => {
  test("starts one run, however often it is delivered", async () => {
    const started = new Map<string, string>()
    const start = async (name: string, input: string) =>
      !started.has(name) && started.set(name, input).has(name)
    const deliver = makeScheduled({ input, start })
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

  test("is refused where it is no time", async () => {
    const deliver = makeScheduled({ input, start: async () => true })
    await expect(deliver({ scheduledTime: "<aws.scheduler.scheduled-time>" })).rejects.toThrow("datetime")
  })

  test("lets a failure to start through, so that it is tried again", async () => {
    const deliver = makeScheduled({ input, start: () => Promise.reject(new Error("no such machine")) })
    await expect(deliver({ scheduledTime: "2026-01-02T06:00:00Z" })).rejects.toThrow("no such machine")
  })
})
