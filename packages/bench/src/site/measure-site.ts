import { spawnSync } from "node:child_process"
import { fileURLToPath } from "node:url"
import { BenchFailed } from "../errors.ts"

const MEASURE = fileURLToPath(new URL("../../../web/e2e/measure/main.ts", import.meta.url))
/** Milliseconds; the most of it is a run of 10,000 batches. */
const TIMEOUT = 10 * 60_000

/** What packages/web/e2e/measure/main.ts prints. */
export type Measured = {
  /** Chromium's version. */
  readonly browser: string
  /** Compressed bytes, with headers. */
  readonly firstLoad: { readonly total: number; readonly byKind: Readonly<Record<string, number>> }
  /** Milliseconds, one a round. */
  readonly interactive: readonly number[]
  readonly moves: Readonly<Record<string, { readonly perSecond: number; readonly longest: number }>>
}

/** Measures the site in a process of its own, as `packages/web` drives it in its tests. */
export function measureSite(batches: number, rounds: number): Measured {
  const args = [MEASURE, "--batches", String(batches), "--rounds", String(rounds)]
  const { status, stdout, stderr, error } = spawnSync(process.execPath, args, {
    encoding: "utf8",
    timeout: TIMEOUT,
  })
  if (status !== 0) throw new BenchFailed(`the site cannot be measured: ${error?.message ?? stderr}`)
  return JSON.parse(stdout) as Measured
}
