import { describe, expect, test } from "vitest"
import { makeProcessor } from "../../process/processor.ts"
import { webLogs } from "./web-logs.ts"

/** What becomes of a line. */
function outcomeOf(line: string) {
  const processor = makeProcessor(webLogs, () => {
    throw new Error("nothing here is gzip")
  })
  const batch = processor.startBatch({ day: "2025-06-01" }, { services: () => null })
  const bytes = new TextEncoder().encode(line)
  let at = 0
  const object = {
    size: bytes.length,
    etag: "",
    close: () => {},
    read: (into: Uint8Array) => {
      into.set(bytes.subarray(at))
      const count = bytes.length - at
      at = bytes.length
      return count
    },
  }
  expect(batch.processObject("logs/2025-06-01/a.jsonl", object)).toMatchObject({ status: "processed" })
  return batch.rejects.take()
}

const sound = { time: "2025-06-01T13:05:09.25Z", path: "/", status: 200, bytes: 12, latencyMs: 1.5 }

describe("web-logs", () => {
  test("keeps what is sound, also without the keys that are optional", () => {
    const { bytes, latencyMs, ...short } = sound
    for (const record of [
      sound,
      short,
      { ...sound, bytes: null, latencyMs: null },
      { ...sound, extra: [{}] },
    ])
      expect(outcomeOf(JSON.stringify(record))).toEqual([])
  })

  test.each([
    [{ status: 99 }, { column: "$.status", rule: "range", value: "99", message: "is less than 100" }],
    [{ status: 600 }, { column: "$.status", rule: "range", value: "600", message: "is more than 599" }],
    [{ status: 200.5 }, { column: "$.status", rule: "scale" }],
    [{ status: null }, { column: "$.status", rule: "absent" }],
    [{ bytes: -1 }, { column: "$.bytes", rule: "range" }],
    [{ latencyMs: 0.0005 }, { column: "$.latencyMs", rule: "scale" }],
    [{ time: "2025-06-01 13:05:09Z" }, { column: "$.time", rule: "instant" }],
    [{ time: "2025-06-31T13:05:09Z" }, { column: "$.time", rule: "instant" }],
    [{ path: {} }, { column: "$.path", rule: "type" }],
    [{ path: "a\0b" }, { column: "$.path", rule: "nul" }],
  ])("rejects a record with %j", (change, reject) => {
    expect(outcomeOf(JSON.stringify({ ...sound, ...change }))).toMatchObject([reject])
  })

  test("has the days of the calendar for its param", () => {
    const isDay = (day: unknown) => webLogs.params.safeParse({ day }).success
    expect(["2025-06-01", "2024-02-29"].every(isDay)).toBe(true)
    expect(["2025-02-29", "2025-6-1", "", "../2025", 20250601].some(isDay)).toBe(false)
    expect(webLogs.input({ day: "2025-06-01" })).toEqual({ prefix: "logs/2025-06-01/", suffix: ".jsonl" })
  })
})
