import type { Failure, Reject } from "@mapfold/core/batch/batch-file"
import type { Report } from "@mapfold/core/report/report"
import type { BatchLine, BatchView } from "@mapfold/core/status/batch-view"
import type { FailedObject } from "@mapfold/core/status/failure-view"
import type { LogLine } from "@mapfold/core/status/log-view"
import type { ResultView } from "@mapfold/core/status/result-view"
import type { RunView } from "@mapfold/core/status/run-view"
import type { Runs } from "@mapfold/functions/runs/runs"

/** A run as it might be, with as many batches as wanted: what no engine makes in a second. */
export type MadeRun = {
  readonly run: string
  readonly job: "gsod-hottest" | "web-logs"
  readonly batches: number
  readonly isRunning: boolean
  /** Every so many batches one failed; 0: none. */
  readonly failEvery: number
  readonly year: number
}

const START = Date.UTC(2026, 10, 22, 14, 3, 11)
const OBJECTS_A_BATCH = 20

/** Keys that would do harm where they are taken for more than text. */
export const HOSTILE_KEYS = [
  '2025/<script>alert("x")</script>.csv',
  "2025/../../etc/passwd",
  "2025/\u202etxt.exe\u202c.csv",
  `2025/${"long".repeat(240)}.csv`,
  "2025/it's a $(file).csv",
]

/** Numbers that look like chance and are the same each time. */
function pseudo(seed: number): number {
  const x = Math.sin(seed * 12.9898 + 4.1414) * 43_758.5453
  return x - Math.floor(x)
}

export function makeBatchLine(made: MadeRun, index: number): BatchLine {
  const lane = index % 120
  const started = START + Math.floor(index / 120) * 1_900 + lane * 14 + Math.floor(pseudo(index) * 400)
  const isSlow = index % 1_301 === 700
  const tookMs = Math.round(600 + pseudo(index + 7) * 1_200 + (isSlow ? 14_000 : 0))
  const isOpen = made.isRunning && index > made.batches - 90
  const fails = made.failEvery > 0 && index % made.failEvery === 5
  const status = isOpen ? "RUNNING" : fails ? (index % 3 === 0 ? "TIMED_OUT" : "FAILED") : "SUCCEEDED"
  return {
    child: `child-${String(index).padStart(5, "0")}`,
    status,
    startedAt: new Date(started).toISOString(),
    endedAt: isOpen ? null : new Date(started + tookMs).toISOString(),
    items: OBJECTS_A_BATCH,
    redrives: fails && index % 2 === 0 ? 1 : 0,
  }
}

function makeReject(index: number, key: string): Reject {
  const temp = ["abc", "12,5", "", "99.9.9"][index % 4]!
  const raw = `"01001099999","2025-01-${String((index % 28) + 1).padStart(2, "0")}","70.93","-8.66","9.0","JAN MAYEN, NO","${temp}","24","  -4.6","23","1017.3"`
  const message = temp === "" ? "is empty" : "is not a number"
  return { key, line: index * 7 + 3, column: "TEMP", rule: "number", value: temp, message, raw }
}

const SHORT: Reject = {
  key: "2025/01000400000.csv",
  line: 3,
  column: null,
  rule: "short-row",
  value: null,
  message: "has fewer fields than the header",
  raw: "garbage,\u0000line\u202e",
}

const FAILURES: readonly Failure[] = HOSTILE_KEYS.map((key) => ({
  key,
  error: "MissingColumn",
  message: 'line 1: the header has no column "TEMP"; it has "STATION", "DATE", "TEMQ"',
}))

function makeReport(made: MadeRun): Report {
  const listed = made.batches * OBJECTS_A_BATCH
  const failed = made.failEvery === 0 ? 0 : 5
  return {
    format: 1,
    run: made.run,
    job: made.job,
    jobVersion: 2,
    params: made.job === "web-logs" ? { day: "2025-01-01" } : { year: made.year },
    startedAt: new Date(START).toISOString(),
    complete: failed === 0,
    error: null,
    objects: { listed, processed: listed - failed - 2, skipped: 2, failed },
    records: { rows: listed * 340, kept: listed * 338 - 41, filtered: listed * 2, rejected: 41 },
    bytes: listed * 76_000,
    batches: made.batches,
    failures: [...FAILURES],
    rejects: {
      objects: 9,
      byRule: { number: 40, "short-row": 1 },
      examples: [makeReject(0, "2025/a.csv"), SHORT],
    },
    missing: { TEMP: Math.round(listed * 2.3), NAME: 17, LATITUDE: listed },
    phases: { map: 31_000, reduce: 840 },
  }
}

const NAMES = [
  ["94000000000", "MADE ALDERFIELD, AS", "Australia", -31.4, 121.2],
  ["94000900000", "MADE BIRCHGATE, AS", "Australia", -23.1, 119.4],
  ["42002300000", "MADE EAGLEBAY, IN", "India", 26.2, 72.9],
  ["40000800000", "MADE KELPPOINT, KU", "Kuwait", 29.2, 47.9],
  ["40000100000", "MADE ALDERBAY, KU", "Kuwait", 29.9, 47.1],
] as const

function makeResult(made: MadeRun): ResultView {
  const shared = {
    run: made.run,
    complete: made.failEvery === 0,
    missing: { objects: made.failEvery === 0 ? 0 : 5, records: 41 },
  }
  if (made.job === "web-logs") {
    const rows = Array.from({ length: 24 }, (_, hour) =>
      ["checkout", "search", "catalog", "login", "images", "api", "static", "other"].map((service, at) => ({
        hour: `2025-01-01T${String(hour).padStart(2, "0")}`,
        service,
        requests: Math.round(900 + 700 * Math.sin((hour + at) / 4) + at * 180),
        bytes: 1e6 * (at + 1) + hour * 10_000,
        errorRate: 0.001 * at + pseudo(hour * 8 + at) * 0.004,
        meanLatencyMs: 40 + at * 11 + pseudo(hour + at) * 20,
        slowestPath: `/${service}/${hour}`,
      })),
    ).flat()
    return {
      ...shared,
      job: made.job,
      title: "Requests, errors and latency of each service, hour by hour, from web server logs",
      params: { day: "2025-01-01" },
      columns: Object.keys(rows[0]!),
      rows,
      totalRows: rows.length,
      files: [
        { name: "result.json", bytes: 21_000 },
        { name: "result.csv", bytes: 9_000 },
      ],
    }
  }
  const rows = Array.from({ length: 12 }, (_, index) => {
    const [station, name, country, latitude, longitude] = NAMES[(index * 3 + made.year) % 5]!
    const season = Math.cos(((index - 6.5) / 12) * 2 * Math.PI)
    return {
      month: `${made.year}-${String(index + 1).padStart(2, "0")}`,
      days: 11_000 + Math.round(pseudo(index) * 400),
      meanTempF: 55 + 11 * season + pseudo(index + made.year),
      minTempF: Math.round((-45 + 10 * season) * 10) / 10,
      maxTempF: [0, 5, 6, 7, 8].includes(index)
        ? 110
        : Math.round((100 + 8 * pseudo(index + made.year)) * 10) / 10,
      station,
      date: `${made.year}-${String(index + 1).padStart(2, "0")}-14`,
      name,
      country,
      latitude,
      longitude,
    }
  })
  return {
    ...shared,
    job: made.job,
    title: "The hottest station of each month, from NOAA GSOD station files",
    params: { year: made.year },
    columns: Object.keys(rows[0]!),
    rows,
    totalRows: rows.length,
    files: [
      { name: "result.json", bytes: 2_900 },
      { name: "result.csv", bytes: 1_200 },
    ],
  }
}

function makeRunView(made: MadeRun): RunView {
  const lines = Array.from({ length: made.batches }, (_, index) => makeBatchLine(made, index))
  const count = (status: BatchLine["status"]) => lines.filter((line) => line.status === status).length
  const report = made.isRunning ? null : makeReport(made)
  const pending = made.isRunning ? 40 : 0
  const batches = {
    pending,
    running: count("RUNNING"),
    succeeded: count("SUCCEEDED"),
    failed: count("FAILED"),
    timedOut: count("TIMED_OUT"),
    aborted: 0,
    total: made.batches + pending,
    resultsWritten: 0,
  }
  const items = Object.fromEntries(
    Object.entries(batches).map(([name, value]) => [name, value * OBJECTS_A_BATCH]),
  ) as typeof batches
  const ended = lines.reduce((last, { endedAt }) => (endedAt !== null && endedAt > last ? endedAt : last), "")
  const arn = `arn:aws:states:us-east-1:123456789012:execution:mapfold:${made.run}`
  return {
    run: made.run,
    status: made.isRunning ? "RUNNING" : "SUCCEEDED",
    job: made.job,
    params: made.job === "web-logs" ? { day: "2025-01-01" } : { year: made.year },
    startedAt: new Date(START - 900).toISOString(),
    endedAt: made.isRunning ? null : new Date(Date.parse(ended) + 900).toISOString(),
    durationMs: Date.parse(ended) - START + 1_800,
    objects: report?.objects ?? null,
    records: report?.records ?? null,
    bytes: report?.bytes ?? null,
    cost: 0.0123,
    complete: report?.complete ?? null,
    error: null,
    repairs: null,
    redrives: 0,
    arn,
    request: { year: made.year },
    states: [
      {
        name: "Prepare",
        type: "Task",
        status: "succeeded",
        enteredAt: new Date(START).toISOString(),
        exitedAt: new Date(START).toISOString(),
        next: ["ChooseReader"],
      },
      {
        name: "ChooseReader",
        type: "Choice",
        status: "succeeded",
        enteredAt: new Date(START).toISOString(),
        exitedAt: new Date(START).toISOString(),
        next: ["MapListed"],
      },
      {
        name: "MapListed",
        type: "Map",
        status: made.isRunning ? "running" : "succeeded",
        enteredAt: new Date(START).toISOString(),
        exitedAt: null,
        next: ["Reduce"],
      },
      {
        name: "Reduce",
        type: "Task",
        status: made.isRunning ? "waiting" : "succeeded",
        enteredAt: null,
        exitedAt: null,
        next: [],
      },
    ],
    mapRun: {
      arn: `${arn}/map`,
      label: "Listed",
      status: made.isRunning ? "RUNNING" : "SUCCEEDED",
      startedAt: new Date(START).toISOString(),
      endedAt: null,
      maxConcurrency: 500,
      toleratedFailurePercentage: 0,
      toleratedFailureCount: 0,
      redrives: 0,
      items,
      batches,
    },
    progress: {
      phase: made.isRunning ? "mapping" : "ended",
      objects: { listed: items.total, done: items.succeeded, failed: items.failed },
      rows: items.succeeded * 340,
      bytes: items.succeeded * 76_000,
      isEstimated: made.isRunning,
      rowsPerSecond: 2_100_000,
      bytesPerSecond: 480e6,
      secondsLeft: made.isRunning ? 4 : 0,
    },
    report,
    failure: null,
    actions: {
      stop: made.isRunning ? null : "the run has ended",
      redrive: "nothing to redrive",
      repair: null,
    },
    repairedBy: [],
  }
}

function makeBatchView(made: MadeRun, line: BatchLine): BatchView {
  const index = Number(line.child.slice(-5))
  const key = (at: number) => `${made.year}/0${1_001_000_000 + index * OBJECTS_A_BATCH + at}.csv`
  const tookMs = line.endedAt === null ? 900 : Date.parse(line.endedAt) - Date.parse(line.startedAt)
  const rejected = index % 7 === 3 ? [makeReject(index, key(2)), makeReject(index + 1, key(2))] : []
  return {
    ...line,
    arn: `arn:aws:states:us-east-1:123456789012:execution:mapfold/Listed:${line.child}`,
    queueMs: 41,
    files: Array.from({ length: OBJECTS_A_BATCH }, (_, at) => ({
      key: at === 1 ? HOSTILE_KEYS[index % HOSTILE_KEYS.length]! : key(at),
      size: 76_000 + at * 11,
      etag: '"76123-99"',
    })),
    attempts:
      line.status === "RUNNING"
        ? []
        : [
            {
              batch: "9c56cc51b374c3ba189210d5b6d4bf57790d351c96c47c02190ecf1e430635ab",
              startedAt: line.startedAt,
              objects: OBJECTS_A_BATCH,
              durationMs: Math.round(tookMs * 0.9),
              readMs: Math.round(tookMs * 0.45),
              computeMs: Math.round(tookMs * 0.3),
              writeMs: Math.round(tookMs * 0.08),
              retries: index % 2,
              requestId: "0a1b2c3d-0000-4000-8000-000000000000",
              logStream: "2026/11/22/[12]abcdef",
            },
          ],
    error:
      line.status === "FAILED"
        ? { name: "Sandbox.Timedout", message: "Task timed out after 120.00 seconds" }
        : line.status === "TIMED_OUT"
          ? { name: "States.Timeout", message: "The child ended after 300 s" }
          : null,
    failures: index % 7 === 3 ? [FAILURES[index % FAILURES.length]!] : [],
    rejects: { total: rejected.length, examples: rejected },
  }
}

function makeLog(child: string): readonly LogLine[] {
  return Array.from({ length: 30 }, (_, index) => ({
    time: new Date(START + index * 40).toISOString(),
    level: index === 17 ? "ERROR" : index % 9 === 8 ? "WARN" : "INFO",
    source: "process",
    child,
    batch: null,
    object: index === 17 ? HOSTILE_KEYS[0]! : null,
    text:
      index === 17 ? 'line 1: the header has no column "TEMP" <b>\u001b[31m' : `object ${index} of 20 read`,
  }))
}

function pageOf<T>(all: readonly T[], after: string | undefined, count: number) {
  const from = after === undefined ? 0 : Number(after)
  const to = from + count
  return { part: all.slice(from, to), next: to < all.length ? String(to) : null }
}

/** A `Runs` over runs that were never run. */
export function makeMadeRuns(all: readonly MadeRun[]): Runs {
  const find = (run: string) => {
    const made = all.find((candidate) => candidate.run === run)
    if (made === undefined) throw named("NoSuchRun", `there is no run "${run}"`)
    return made
  }
  const refuse = async () => {
    throw named("NotAllowed", "this run was never run")
  }
  const rejects = HOSTILE_KEYS.flatMap((key) =>
    Array.from({ length: 8 }, (_, index) => makeReject(index, key)),
  )
  const view = new Map<string, RunView>()
  const read = async (run: string) => {
    const known = view.get(run) ?? makeRunView(find(run))
    view.set(run, known)
    return known
  }
  return {
    site: async () => ({
      engine: "aws",
      stage: "made",
      region: "us-east-1",
      stateMachineArn: "arn:aws:states:us-east-1:123456789012:stateMachine:mapfold",
      version: "0.1.0",
      input: "s3://made-input/",
    }),
    jobs: async () => [],
    plan: refuse,
    start: refuse,
    list: async () => ({ runs: await Promise.all(all.map(({ run }) => read(run))), next: null }),
    read,
    batches: async (run, { after, count = 1_000 } = {}) => {
      const made = find(run)
      const lines = Array.from({ length: made.batches }, (_, index) =>
        makeBatchLine(made, made.batches - 1 - index),
      )
      const { part, next } = pageOf(lines, after, count)
      return { batches: part, next }
    },
    batch: async (run, child) => {
      const made = find(run)
      const index = Number(/^child-(\d{5})$/.exec(child)?.[1] ?? Number.NaN)
      if (!(index < made.batches)) throw named("NoSuchBatch", `run "${run}" has no batch "${child}"`)
      return makeBatchView(made, makeBatchLine(made, index))
    },
    batchLog: async (_, child) => ({ lines: makeLog(child), isCut: true }),
    failures: async (run) => {
      const made = find(run)
      const isClean = made.failEvery === 0
      return {
        causes: isClean
          ? []
          : [
              {
                kind: "record",
                name: "number",
                count: 40,
                objects: 5,
                example: 'TEMP "abc" is not a number',
              },
              { kind: "object", name: "MissingColumn", count: 5, objects: 5, example: FAILURES[0]!.message },
              { kind: "record", name: "short-row", count: 1, objects: 1, example: SHORT.message },
            ],
        objects: { failed: isClean ? 0 : 5, listed: made.batches * OBJECTS_A_BATCH },
        records: { rejected: isClean ? 0 : 41, rows: made.batches * OBJECTS_A_BATCH * 340, objects: 6 },
        isRunning: made.isRunning,
      }
    },
    failedObjects: async (_, { kind, name }, { after, count = 100 } = {}) => {
      const objects = (name === "short-row" ? [SHORT.key] : HOSTILE_KEYS).map(
        (key, index): FailedObject => ({
          key,
          error: name,
          message: kind === "object" ? FAILURES[0]!.message : makeReject(0, key).message,
          child: `child-${String(index).padStart(5, "0")}`,
          rejects: kind === "record" ? (name === "short-row" ? 1 : 8) : 0,
        }),
      )
      const { part, next } = pageOf(objects, after, count)
      return { objects: part, next }
    },
    rejects: async (_, { object, rule, after, count = 100 }) => {
      const chosen = [...rejects, SHORT].filter(
        (reject) =>
          (object === undefined || reject.key === object) && (rule === undefined || reject.rule === rule),
      )
      const { part, next } = pageOf(chosen, after, count)
      return { rejects: part, next }
    },
    quality: async (run) => {
      const made = find(run)
      if (made.isRunning) throw named("NotYet", `run "${run}" has no report yet: it is still running`)
      const other = all.find(
        (candidate) => candidate !== made && candidate.job === made.job && !candidate.isRunning,
      )
      return { report: makeReport(made), previous: other === undefined ? null : makeReport(other) }
    },
    result: async (run) => {
      const made = find(run)
      if (made.isRunning) throw named("NotYet", `run "${run}" has no result yet: it is still running`)
      return makeResult(made)
    },
    download: async (run, name) => ({
      name,
      contentType: name.endsWith(".csv") ? "text/csv" : "application/json",
      bytes: null,
      body: new Blob([JSON.stringify(makeResult(find(run)))]).stream(),
    }),
    logs: async (_, { object }, { after, count = 500 } = {}) => {
      const lines = makeLog("child-00001").filter(
        (line) => object === undefined || line.object === object || line.object === null,
      )
      const { part, next } = pageOf(lines, after, count)
      return { lines: part, next }
    },
    stop: refuse,
    redrive: refuse,
    repair: refuse,
    reduce: refuse,
  }
}

/** One of each kind: with failures, with 10,000 batches, one that runs, another job, and one without any fault. */
export const MADE_RUNS: readonly MadeRun[] = [
  { run: "some-failed", job: "gsod-hottest", batches: 600, isRunning: false, failEvery: 90, year: 2025 },
  { run: "ten-thousand", job: "gsod-hottest", batches: 10_000, isRunning: false, failEvery: 400, year: 2025 },
  { run: "still-running", job: "gsod-hottest", batches: 900, isRunning: true, failEvery: 150, year: 2025 },
  { run: "all-well", job: "gsod-hottest", batches: 25, isRunning: false, failEvery: 0, year: 2024 },
  { run: "logs", job: "web-logs", batches: 40, isRunning: false, failEvery: 0, year: 2025 },
]

function named(name: string, message: string): Error {
  return Object.assign(new Error(message), { name })
}
