import type { ObjectReader } from "@mapfold/core/store/object-store"
import * as z from "zod"
import { parseJson } from "../aws/execution.ts"

const Row = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))
export type Row = z.infer<typeof Row>

const Head = z.looseObject({
  job: z.string(),
  params: z.record(z.string(), z.unknown()),
  complete: z.boolean(),
})
export type ResultLines = z.infer<typeof Head> & { readonly rows: readonly Row[]; readonly totalRows: number }

const CHUNK = 256 * 1024
/** Characters of a line: a row is a group's key and measures. */
const MAX_LINE = 4 * 1024 * 1024
const ROWS = '  "rows": ['

/**
 * Reads `result.json` as it is written, a row a line (`core/reduce/result-files.ts`): the first `limit` rows are kept and the
 * others counted, so that 500 MB take no more memory than those. Null where it is no result.
 */
export async function readResultLines(reader: ObjectReader, limit: number): Promise<ResultLines | null> {
  const head: string[] = []
  const rows: Row[] = []
  let totalRows = 0
  let isHead = true
  for await (const line of readLines(reader)) {
    if (isHead && line.startsWith(ROWS)) {
      isHead = false
      head.push(`${ROWS}]}`)
    } else if (isHead) head.push(line)
    else if (line.startsWith("    {")) {
      totalRows++
      if (rows.length >= limit) continue
      const row = Row.safeParse(parseJson(line.replace(/,$/, "")))
      if (!row.success) return null
      rows.push(row.data)
    }
  }
  const parsed = Head.safeParse(parseJson(head.join("")))
  return parsed.success ? { ...parsed.data, rows, totalRows } : null
}

async function* readLines(reader: ObjectReader): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  const chunk = new Uint8Array(CHUNK)
  let rest = ""
  for (let count = await reader.read(chunk); count > 0; count = await reader.read(chunk)) {
    const lines = (rest + decoder.decode(chunk.subarray(0, count), { stream: true })).split("\n")
    rest = lines.pop()!
    if (rest.length > MAX_LINE) return
    yield* lines
  }
  if (rest !== "") yield rest
}
