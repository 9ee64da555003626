import { describe, expect, test } from "vitest"
import { WebLogRecord } from "../record.ts"
import { madeLogs } from "./made-logs.ts"
import { SERVICES } from "./services.ts"

const day = "2025-06-01"
const files = [...madeLogs({ day, files: 4, requests: 2_000 })]
const lines = files.flatMap(({ text }) => text.trimEnd().split("\n"))
const requests = lines.map((line) => JSON.parse(line) as Record<string, unknown>)

/** How many lines there are of a kind. */
const linesLike = (pattern: RegExp) => lines.filter((line) => pattern.test(line)).length
const requestsWhere = (holds: (request: Record<string, unknown>) => boolean) => requests.filter(holds).length

describe("madeLogs", () => {
  test("makes the same text from the same options, and another from another seed, day or number", () => {
    expect([...madeLogs({ day, files: 4, requests: 2_000 })]).toEqual(files)
    const [first] = files
    const others = [
      [...madeLogs({ day, files: 1, requests: 2_000, seed: 2 })][0]!,
      [...madeLogs({ day: "2025-06-02", files: 1, requests: 2_000 })][0]!,
      files[1]!,
    ]
    for (const { text } of others) expect(text).not.toBe(first!.text)
  })

  test("makes a file that does not depend on how many there are", () => {
    expect([...madeLogs({ day, files: 1, requests: 2_000 })]).toEqual(files.slice(0, 1))
  })

  test("names each file by its day and number", () => {
    expect(files.map(({ key }) => key)).toEqual(
      [0, 1, 2, 3].map((number) => `logs/2025-06-01/made-000${number}.jsonl`),
    )
  })

  test("writes a record a line, each one sound", () => {
    expect(lines).toHaveLength(8_000)
    for (const request of requests) {
      const texts = Object.entries(request).filter(([, value]) => value !== null && typeof value !== "object")
      const written = Object.fromEntries(texts.map(([key, value]) => [key, String(value)]))
      const { bytes = "", latencyMs = "", referrer = "", userAgent = "", time } = written
      const fields = { ...written, hour: time, bytes, latencyMs, referrer, userAgent }
      expect(WebLogRecord.safeParse(fields).error).toBeUndefined()
    }
  })

  test.each([
    ["escaped quotes", /"path":\s?"[^,]*\\"/],
    ["escaped backslashes", /"path":\s?"[^,]*\\\\/],
    ["escaped slashes", /"path":\s?"\\\//],
    ["letters beyond ASCII", /"path":\s?"[^,]*[^ -~]/u],
    ["the same letters escaped", /"path":\s?"[^,]*\\u[0-9a-f]{4}/],
    ["an escaped letter in a key", /"\\u[0-9a-f]{4}[A-Za-z]+":/],
    ["space between the tokens", /^\{"[a-zA-Z]+": .* , /],
    ["time first", /^\{"time"/],
    ["time later", /^\{"status".*"time"/],
    ["keys of nested objects", /"request":\s?\{"id":\d+,"path":"\/inner"/],
    ["times without decimals", /T\d\d:\d\d:\d\dZ/],
    ["times with six decimals", /\.\d{6}Z/],
    ["times with nine decimals", /\.\d{9}Z/],
    ["whole numbers written with one decimal", /"latencyMs":\s?\d+\.0[,}\s]/],
    ["whole numbers written with three", /"latencyMs":\s?\d+\.000[,}\s]/],
    ["whole numbers written without", /"latencyMs":\s?\d+[,}\s]/],
    ["one decimal", /"latencyMs":\s?\d+\.[1-9][,}\s]/],
    ["three decimals that end in zeros", /"latencyMs":\s?\d+\.[1-9]00[,}\s]/],
    ["no latency but null", /"latencyMs":\s?null/],
    ["no bytes but null", /"bytes":\s?null/],
    ["an empty referrer", /"referrer":\s?""/],
  ])("writes some lines with %s", (_, pattern) => {
    expect(linesLike(pattern)).toBeGreaterThan(0)
    expect(linesLike(pattern)).toBeLessThan(lines.length)
  })

  test("leaves out what is not there as often as it writes null", () => {
    expect(requestsWhere((request) => !("latencyMs" in request))).toBeGreaterThan(10)
    expect(requestsWhere((request) => !("bytes" in request))).toBeGreaterThan(100)
  })

  test("asks for paths of every service, and for some of none", () => {
    const prefixes = SERVICES.flatMap(({ prefixes }) => prefixes)
    const isOf = (prefix: string) => requestsWhere(({ path }) => String(path).startsWith(prefix))
    for (const prefix of prefixes) expect(isOf(prefix)).toBeGreaterThan(300)
    const unknown = requestsWhere(({ path }) => !prefixes.some((prefix) => String(path).startsWith(prefix)))
    expect(unknown).toBeGreaterThan(50)
    expect(unknown).toBeLessThan(300)
  })

  test("covers every hour of its day, in some disorder, and a little of the next day", () => {
    const times = requests.map(({ time }) => String(time))
    const hours = new Set(times.map((time) => time.slice(0, 13)))
    expect(hours.size).toBe(25)
    expect(times.filter((time) => time.startsWith("2025-06-02T00:0")).length).toBeGreaterThan(4)
    expect(times.filter((time) => !time.startsWith(day)).length).toBeLessThan(40)
    const first = times.slice(0, 2_000)
    expect(first.filter((time, index) => index > 0 && time < first[index - 1]!).length).toBeGreaterThan(100)
  })

  test("lets many requests tie for the slowest, and some fail", () => {
    expect(requestsWhere(({ latencyMs }) => latencyMs === 30_000)).toBeGreaterThan(20)
    expect(requestsWhere(({ status }) => Number(status) >= 500)).toBeGreaterThan(20)
    expect(requestsWhere(({ status }) => status === 500 || status === 503)).toBeGreaterThan(0)
  })

  test.each([
    [{ day: "2025-02-29" }, 'day is "2025-02-29"'],
    [{ day: "2025-6-1" }, 'day is "2025-6-1"'],
    [{ day: "../2025-06-01" }, "made data needs a day"],
    [{ day, files: 0 }, "files is 0"],
    [{ day, requests: 1.5 }, "requests is 1.5"],
    [{ day, seed: -1 }, "seed is -1"],
  ])("refuses %j at once", (options, message) => {
    expect(() => madeLogs(options)).toThrow(RangeError)
    expect(() => madeLogs(options)).toThrow(message)
  })
})
