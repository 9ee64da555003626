import { spawnSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { BenchFailed } from "../errors.ts"
import type { AnswerRow } from "./answer.ts"

const BIN = fileURLToPath(new URL("../../../cli/bin/mapfold.mjs", import.meta.url))
const TIMEOUT_MS = 5 * 60_000

/** The whole command in a process of its own: from its start to its end, state, report and result written. */
export function answerWithCommand(bucket: string, year: number): AnswerRow[] {
  const folder = mkdtempSync(join(tmpdir(), "mapfold-bench-"))
  try {
    const output = join(folder, "output")
    const buckets = ["--input", bucket, "--output", output, "--dir", join(folder, "home")]
    const args = [BIN, "run", "gsod-hottest", "--year", String(year), ...buckets, "--json"]
    const { status, stdout, stderr } = spawnSync(process.execPath, args, {
      encoding: "utf8",
      timeout: TIMEOUT_MS,
    })
    if (status !== 0) throw new BenchFailed(`mapfold run ended with ${status}: ${stderr}`)
    const { result } = JSON.parse(stdout) as { result: string }
    return (JSON.parse(readFileSync(join(output, result), "utf8")) as { rows: AnswerRow[] }).rows
  } finally {
    rmSync(folder, { recursive: true })
  }
}
