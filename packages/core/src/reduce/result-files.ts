import type { ResultRow } from "../job/job.ts"

/** A file of the result, under the name that it has in every place it is kept in. */
export type ResultFile = { readonly name: string; readonly contentType: string; readonly bytes: Uint8Array }

/** As much as a JavaScript string holds, which is what a result is made as. */
export const MAX_RESULT_BYTES = 512 * 1024 * 1024

/** What the result's files are made from. */
export type Result = {
  readonly job: string
  readonly params: Readonly<Record<string, unknown>>
  /** False where objects failed or records were rejected, and that was tolerated. */
  readonly complete: boolean
  readonly rows: readonly ResultRow[]
}

/** Loads the table library ahead of its use: 60 ms that can pass while the map runs. */
export async function preloadTables(): Promise<void> {
  await import("arquero")
}

/**
 * The result as JSON (a row a line) and as CSV, both from one table. The bytes depend on the result alone.
 *
 * The columns are those of all rows, in the order in which they first come; null where a row lacks one or the number has no
 * JSON (NaN, ±∞).
 */
export async function makeResultFiles({
  job,
  params,
  complete,
  rows,
}: Result): Promise<readonly ResultFile[]> {
  const { table } = await import("arquero")
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  for (const name of names)
    if (name in Object.prototype)
      throw new TypeError(`job "${job}": its rows have a column "${name}"; choose another name`)
  const columns = names.map((name) => [name, rows.map((row) => toValue(row, name))] as const)
  const result = table(columns)
  const head = Object.entries({ job, params, complete }).map(
    ([name, value]) => `  "${name}": ${JSON.stringify(value)},\n`,
  )
  const lines = result.objects().map((row) => `\n    ${JSON.stringify(row)}`)
  const json = `{\n${head.join("")}  "rows": [${lines.join(",")}\n  ]\n}\n`
  const encoder = new TextEncoder()
  return [
    makeFile("result.json", encoder.encode(json)),
    makeFile("result.csv", encoder.encode(result.toCSV())),
  ]
}

export function contentTypeOf(name: string): string {
  return name.endsWith(".csv") ? "text/csv; charset=utf-8" : "application/json"
}

function makeFile(name: string, bytes: Uint8Array): ResultFile {
  return { name, contentType: contentTypeOf(name), bytes }
}

function toValue(row: ResultRow, name: string): ResultRow[string] {
  const value = Object.hasOwn(row, name) ? row[name]! : null
  return typeof value === "number" && !Number.isFinite(value) ? null : value
}
