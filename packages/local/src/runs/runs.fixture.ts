import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { fileURLToPath } from "node:url"
import { type Clients, makeClients } from "@mapfold/functions/runs/clients"
import { openRuns, type RunsOptions } from "@mapfold/functions/runs/open-runs"
import type { Runs } from "@mapfold/functions/runs/runs"
import { type Endpoints, openEndpoints } from "../endpoints.ts"
import { loadJobs } from "../job-file/load-jobs.ts"
import { embeddedTarget } from "../site/embedded-target.ts"

const JOB_FILE = fileURLToPath(new URL("./levels.fixture.ts", import.meta.url))
const credentials = { accessKeyId: "mapfold", secretAccessKey: "mapfold" }
const PATIENCE_MS = 30_000

/** Endpoints over a home of their own, and the runs as they tell of them. */
export type World = {
  readonly runs: Runs
  readonly clients: Clients
  readonly endpoints: { readonly states: string; readonly s3: string }
  /** The same runs, seen by somebody else. */
  open(options?: Partial<RunsOptions>): Runs
  /** Puts a file into the input bucket, and answers its path. */
  put(key: string, text: string): string
  /** Waits until the run has ended, and until that is seen. */
  ended(run: string): Promise<void>
  close(): Promise<void>
}

export async function openWorld(): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), "mapfold-runs-"))
  const buckets = { input: join(folder, "input"), output: join(folder, "output") }
  for (const bucket of Object.values(buckets)) mkdirSync(bucket)
  const failures: unknown[] = []
  const endpoints: Endpoints = await openEndpoints({
    ...{ home: join(folder, "home"), buckets, credentials, host: "127.0.0.1", jobFile: JOB_FILE, workers: 2 },
    ...{ statesPort: 0, s3Port: 0, onFailure: (error) => failures.push(error) },
  })
  const { region, statesUrl: states, s3Url: s3, placeOf } = endpoints
  const clients = makeClients({ region, endpoints: { states, s3 }, credentials })
  const jobs = await loadJobs(JOB_FILE)
  const open = (options: Partial<RunsOptions> = {}) =>
    openRuns({ clients, target: embeddedTarget, jobs, placeOf, version: "0.0.0", fresh: 20, ...options })
  const runs = open()
  return {
    ...{ runs, clients, open, endpoints: { states, s3 } },
    put(key, text) {
      const path = join(buckets.input, key)
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, text)
      return path
    },
    async ended(run) {
      for (let waited = 0; (await runs.read(run)).status === "RUNNING"; waited += 20) {
        if (waited > PATIENCE_MS) throw new Error(`${run} still runs after ${PATIENCE_MS} ms`)
        await sleep(20)
      }
    },
    async close() {
      clients.close()
      await endpoints.close()
      rmSync(folder, { recursive: true, force: true })
      if (failures.length > 0) throw failures[0]
    },
  }
}

/** A file with so many good records. */
export function readings(river: string, count: number): string {
  const rows = Array.from({ length: count }, (_, at) => `${river},${at}.5\n`)
  return `river,level\n${rows.join("")}`
}
