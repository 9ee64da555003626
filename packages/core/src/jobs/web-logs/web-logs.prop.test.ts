import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { makeProcessor } from "../../process/processor.ts"
import type { ObjectReader } from "../../store/object-store.ts"
import { makeTallyFold } from "../../tally/tally-fold.ts"
import { makeFindService } from "./services.ts"
import { webLogs } from "./web-logs.ts"

type Request = {
  readonly time: string
  readonly path: string
  readonly status: number
  readonly bytes: number | null
  /** Thousandths. */
  readonly latency: number | null
}

const DAY = "2025-06-01"
const PREFIXES = { "/api": "gateway", "/api/orders": "orders", "/größe": "sizes" }
const find = makeFindService(Object.entries(PREFIXES).map(([prefix, service]) => ({ prefix, service })))

/** Few hours, paths and latencies, so that groups are shared and ties happen. */
const request: fc.Arbitrary<Request> = fc.record({
  time: fc
    .tuple(
      fc.constantFrom(`${DAY}T00`, `${DAY}T07`, `${DAY}T23`, "2025-06-02T00", "2025-05-31T23"),
      fc.constantFrom(":00:00", ":00:01", ":59:59"),
      fc.constantFrom("", ".5", ".50", ".500000001", ".05"),
    )
    .map((parts) => `${parts.join("")}Z`),
  path: fc.constantFrom("/api", "/api/orders", "/api/orders/7", '/größe/"2"', "/größe/\\3", "/other", ""),
  status: fc.constantFrom(100, 200, 304, 499, 500, 599),
  bytes: fc.option(fc.nat(2_000_000_000)),
  latency: fc.option(fc.oneof(fc.constantFrom(0, 1, 10, 999, 1_000, 30_000_000), fc.nat(99_999_999_999))),
})

function writeLine({ time, path, status, bytes, latency }: Request): string {
  const fields = { path, status, bytes: bytes ?? undefined, time }
  const decimals =
    latency === null ? "null" : `${BigInt(latency) / 1_000n}.${String(latency % 1_000).padStart(3, "0")}`
  return `{"latencyMs":${decimals},${JSON.stringify(fields).slice(1)}`
}

function objectOf(requests: readonly Request[]): ObjectReader {
  const bytes = new TextEncoder().encode(requests.map((each) => `${writeLine(each)}\n`).join(""))
  let at = 0
  const read = (into: Uint8Array): number => {
    const piece = bytes.subarray(at, at + into.length)
    into.set(piece)
    at += piece.length
    return piece.length
  }
  return { size: bytes.length, etag: "", read, close: () => {} }
}

/** The result's rows, with each list of requests an object and a batch of its own. */
function rowsOf(objects: readonly (readonly Request[])[]) {
  const processor = makeProcessor(webLogs, () => {
    throw new Error("nothing here is gzip")
  })
  const fold = makeTallyFold(webLogs)
  for (const [index, requests] of objects.entries()) {
    if (requests.length === 0) continue
    const batch = processor.startBatch({ day: DAY }, { services: find })
    const outcome = batch.processObject(`logs/${DAY}/${index}.jsonl`, objectOf(requests))
    expect(outcome).toMatchObject({ status: "processed", records: { rows: requests.length, rejected: 0 } })
    fold.add(JSON.parse(JSON.stringify(batch.tally())))
  }
  return fold.rows()
}

/** The same from a plain reading of what the job is to say. */
function expectedRows(all: readonly Request[]) {
  const kept = all.filter(({ time }) => time.startsWith(DAY))
  const serviceOf = (path: string) =>
    path.startsWith("/api/orders")
      ? "orders"
      : path.startsWith("/api")
        ? "gateway"
        : path.startsWith("/größe")
          ? "sizes"
          : null
  const groups = Map.groupBy(kept, ({ time, path }) => JSON.stringify([time.slice(0, 13), serviceOf(path)]))
  const rows = [...groups].map(([key, requests]) => {
    const [hour, service] = JSON.parse(key) as [string, string | null]
    const timed = requests.filter((each): each is Request & { latency: number } => each.latency !== null)
    const total = timed.reduce((sum, { latency }) => sum + BigInt(latency), 0n)
    const longest = timed.map(({ latency }) => latency).sort((one, other) => other - one)[0]
    const slowest = timed
      .filter(({ latency }) => latency === longest)
      .sort((one, other) => nanoseconds(one) - nanoseconds(other) || (one.path < other.path ? -1 : 1))[0]
    return {
      hour,
      service,
      requests: requests.length,
      bytes: requests.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0),
      errorRate: requests.filter(({ status }) => status >= 500).length / requests.length,
      meanLatencyMs: timed.length === 0 ? null : Number(total) / 1_000 / timed.length,
      maxLatencyMs: longest === undefined ? null : longest / 1_000,
      slowestPath: slowest?.path ?? null,
    }
  })
  // No service comes before any.
  const place = ({ hour, service }: (typeof rows)[number]) =>
    `${hour} ${service === null ? "" : `1${service}`}`
  return rows.sort((one, other) => (place(one) < place(other) ? -1 : 1))
}

/** Within the hour. */
function nanoseconds({ time }: Request): number {
  const [, minute, second, decimals = ""] = /T\d\d:(\d\d):(\d\d)(?:\.(\d+))?Z/.exec(time)!
  return (Number(minute) * 60 + Number(second)) * 1e9 + Number(decimals.padEnd(9, "0"))
}

describe("web-logs", () => {
  test("says of any requests what a plain computation says, however they are cut into objects", () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(request, { maxLength: 12 }), { minLength: 1, maxLength: 4 }),
        (objects) => {
          const all = objects.flat()
          const rows = rowsOf(objects)
          expect(rows).toEqual(expectedRows(all))
          expect(JSON.stringify(rowsOf([all.toReversed()]))).toBe(JSON.stringify(rows))
        },
      ),
      { numRuns: 150 },
    )
  })
})
