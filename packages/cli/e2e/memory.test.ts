import type { ChildProcess } from "node:child_process"
import { closeSync, linkSync, mkdirSync, openSync, readFileSync, writeFileSync, writeSync } from "node:fs"
import { availableParallelism } from "node:os"
import { join } from "node:path"
import { madeStations } from "@mapfold/core/jobs/gsod/made/made-stations"
import { afterAll, describe, expect, it } from "vitest"
import { mapfold, scratch } from "./command.ts"
import { summaryOf } from "./files.ts"

const YEAR = 2025
const GB = 1024 ** 3
/** What a run may hold, in MB: 300 on a small machine. Each further core has a worker, and its own heap and window. */
const LIMIT_MB = 300 + 45 * Math.max(0, availableParallelism() - 4)
const SAMPLE_MS = 10

const { path: folder, remove } = scratch()
afterAll(remove)

/** As the system counts it, of a process with all its threads, at its highest so far. MB; null where it has ended. */
function peakOf(pid: number): number | null {
  try {
    const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? []
    return kilobytes === undefined ? null : Number(kilobytes) / 1024
  } catch {
    return null
  }
}

async function runOver(bucket: string) {
  let peak = 0
  let timer: NodeJS.Timeout | undefined
  const onStart = ({ pid }: ChildProcess) => {
    timer = setInterval(() => {
      peak = peakOf(pid!) ?? peak
    }, SAMPLE_MS)
  }
  const buckets = ["--input", bucket, "--output", join(folder, "out"), "--dir", join(folder, "home")]
  const ended = await mapfold(["run", "gsod-hottest", "--year", String(YEAR), ...buckets, "--json"], {
    onStart,
  })
  clearInterval(timer)
  return { summary: summaryOf(ended, "SUCCEEDED"), peak }
}

/** Many objects of the usual size: each file under as many names. */
function linkFiles(bucket: string, stations: number, names: number): void {
  mkdirSync(join(bucket, String(YEAR)), { recursive: true })
  for (const { key, bytes } of madeStations({ year: YEAR, stations })) {
    const path = join(bucket, key)
    writeFileSync(path, bytes)
    for (let number = 1; number < names; number++) linkSync(path, path.replace(".csv", `-${number}.csv`))
  }
}

/** One object: the rows of some stations, again and again. Answers how many there are. */
function writeLarge(bucket: string, size: number): number {
  mkdirSync(join(bucket, String(YEAR)), { recursive: true })
  const files = [...madeStations({ year: YEAR, stations: 50 })].map(({ bytes }) => Buffer.from(bytes))
  const headerEnd = files[0]!.indexOf("\n") + 1
  const rows = Buffer.concat(files.map((file) => file.subarray(headerEnd)))
  const rowCount = rows.filter((byte) => byte === 0x0a).length
  const file = openSync(join(bucket, `${YEAR}/large.csv`), "w")
  writeSync(file, files[0]!.subarray(0, headerEnd))
  const times = Math.ceil(size / rows.length)
  for (let time = 0; time < times; time++) writeSync(file, rows)
  closeSync(file)
  return times * rowCount
}

describe.runIf(process.platform === "linux")("the whole command's memory", () => {
  it("stays small over 12,000 objects", async () => {
    const bucket = join(folder, "many")
    linkFiles(bucket, 300, 40)
    const { summary, peak } = await runOver(bucket)
    expect(summary.objects).toMatchObject({ listed: 12_000, processed: 12_000 })
    expect(peak).toBeGreaterThan(50)
    expect(peak).toBeLessThan(LIMIT_MB)
  })

  it("stays small over one object of 2 GB", async () => {
    const bucket = join(folder, "large")
    const rows = writeLarge(bucket, 2 * GB)
    const { summary, peak } = await runOver(bucket)
    expect(summary.bytes).toBeGreaterThan(2 * GB)
    expect(summary.records.rows).toBe(rows)
    expect(peak).toBeGreaterThan(50)
    expect(peak).toBeLessThan(LIMIT_MB)
  })
})
