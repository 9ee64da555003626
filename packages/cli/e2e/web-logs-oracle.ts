import { readFileSync } from "node:fs"
import { join } from "node:path"
import { gunzipSync } from "node:zlib"
import { parse } from "csv-parse/sync"

/** The answer of web-logs, from nothing of Mapfold's: zlib, JSON.parse, csv-parse, and integers of a microsecond. */
export type Answer = { readonly rows: readonly AnswerRow[]; readonly records: { rows: number; kept: number } }

export type AnswerRow = {
  hour: string
  service: string | null
  requests: number
  bytes: number
  errorRate: number
  meanLatencyMs: number | null
  maxLatencyMs: number | null
  slowestPath: string | null
}

type Line = { time: string; path: string; status: number; bytes?: number | null; latencyMs?: number | null }
type Request = { hour: string; service: string | null; path: string; status: number } & {
  bytes: bigint
  /** Nanoseconds since 1970. */
  at: bigint
  microseconds: bigint | null
}

export function answerDay(bucket: string, day: string, keys: readonly string[]): Answer {
  const table = readFileSync(join(bucket, "reference/services.csv"))
  const services = parse(table, { columns: true }) as { prefix: string; service: string }[]
  // The longest first.
  services.sort((one, other) => other.prefix.length - one.prefix.length)
  const all = keys.flatMap((key) => readLines(join(bucket, key)))
  const kept = all.filter(({ time }) => time.startsWith(`${day}T`))
  const requests = kept.map((line): Request => {
    const service = services.find(({ prefix }) => line.path.startsWith(prefix))?.service ?? null
    return { ...toRequest(line), service }
  })
  const groups = Map.groupBy(requests, ({ hour, service }) => `${hour} ${service ?? ""}`)
  const ordered = [...groups].sort(([one], [other]) => (one < other ? -1 : 1))
  return {
    rows: ordered.map(([, group]) => answerGroup(group)),
    records: { rows: all.length, kept: kept.length },
  }
}

function readLines(file: string): Line[] {
  const lines = gunzipSync(readFileSync(file)).toString("utf8").trimEnd().split("\n")
  return lines.map((line) => JSON.parse(line) as Line)
}

function toRequest({ time, path, status, bytes, latencyMs }: Line): Omit<Request, "service"> {
  const [, decimals = ""] = /\.(\d+)Z$/.exec(time) ?? []
  return {
    hour: time.slice(0, 13),
    path,
    status,
    bytes: BigInt(bytes ?? 0),
    at: BigInt(Date.parse(`${time.slice(0, 19)}Z`)) * 1_000_000n + BigInt(decimals.padEnd(9, "0")),
    microseconds:
      latencyMs === null || latencyMs === undefined ? null : BigInt(Math.round(latencyMs * 1_000)),
  }
}

function answerGroup(group: readonly Request[]): AnswerRow {
  const timed = group.filter((each): each is Request & { microseconds: bigint } => each.microseconds !== null)
  const [slowest] = timed.toSorted(
    (one, other) =>
      order(other.microseconds, one.microseconds) || order(one.at, other.at) || order(one.path, other.path),
  )
  const total = timed.reduce((sum, { microseconds }) => sum + microseconds, 0n)
  return {
    hour: group[0]!.hour,
    service: group[0]!.service,
    requests: group.length,
    bytes: Number(group.reduce((sum, { bytes }) => sum + bytes, 0n)),
    errorRate: group.filter(({ status }) => status >= 500).length / group.length,
    meanLatencyMs: timed.length === 0 ? null : Number(total) / 1_000 / timed.length,
    maxLatencyMs: slowest === undefined ? null : Number(slowest.microseconds) / 1_000,
    slowestPath: slowest?.path ?? null,
  }
}

function order<T extends bigint | string>(one: T, other: T): number {
  return one < other ? -1 : one > other ? 1 : 0
}
