import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { type Summary, Summary as SummarySchema } from "../src/run/summary.ts"
import type { Ended } from "./command.ts"

type Of<Status> = Extract<Summary, { status: Status }>

/** The summary that `--json` printed: one line, and nothing else on stdout. */
export function summaryOf<Status extends Summary["status"]>({ stdout }: Ended, status: Status): Of<Status> {
  if (!/^\{.*\}\n$/.test(stdout)) throw new Error(`stdout is not one line of JSON: ${JSON.stringify(stdout)}`)
  const summary = SummarySchema.parse(JSON.parse(stdout))
  if (summary.status !== status) throw new Error(`the run ended otherwise: ${stdout}`)
  return summary as Of<Status>
}

export function readJson(...path: string[]): Record<string, unknown> {
  return JSON.parse(readFileSync(join(...path), "utf8")) as Record<string, unknown>
}

/** Keys of everything in a bucket's folder, sorted. */
export function keysIn(bucket: string): string[] {
  if (!existsSync(bucket)) return []
  const entries = readdirSync(bucket, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile())
  return files.map((entry) => join(entry.parentPath, entry.name).slice(bucket.length + 1)).sort()
}
