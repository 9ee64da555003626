import { makeCsvReader } from "@mapfold/core/csv/csv-reader"
import { MAX_COLUMNS } from "@mapfold/core/csv/header"
import { parse } from "csv-parse/sync"
import { type Comparison, differing } from "./comparison.ts"
import { type ReadRow, readRows, WINDOW } from "./read-rows.ts"

/**
 * Where csv-parse accepts bytes and Mapfold reads them otherwise; docs/formats.md has the same names. Anything else that
 * differs is a mistake.
 */
export const CSV_DIFFERENCES = {
  "empty-object": "fails; csv-parse finds no records",
  "utf-16": "fails: its header is no UTF-8; csv-parse takes the mark at its start (ff fe) for what it is",
  "too-many-columns": "fails; csv-parse has no limit",
  "doubled-column": "fails; csv-parse reads both columns",
  "short-row": "is a fault of its row; csv-parse, where that is allowed, has a shorter record",
  "long-row": "is a fault of its row; csv-parse, where that is allowed, has a longer record",
  "lone-cr": "is a fault of its row, or of the header; csv-parse keeps it as content",
  "nul-after-quote":
    "is text after a closing quote, a fault of its row or of the header; csv-parse keeps it as content",
  encoding: "is a fault of its field, or of the header; csv-parse puts U+FFFD for bytes that are no UTF-8",
} as const
export type CsvDifference = keyof typeof CSV_DIFFERENCES

const UNALIGNED: readonly (string | null)[] = ["lone-cr", "quote"]

/** Reads the bytes both ways, and says how the answers differ. */
export function compareWithCsvParse(bytes: Uint8Array): Comparison<CsvDifference> {
  const [header] = parseStrictly(bytes, { to: 1 }) ?? []
  // Where there is a single column, a blank line is a row.
  const records = parseStrictly(bytes, { skip_empty_lines: header !== undefined && header.length > 1 })
  if (records === null) return { verdict: "refused" }
  const ours = readRows(makeCsvReader([...new Set(header)], ",", WINDOW), bytes, header?.length ?? 0)
  if ("error" in ours) {
    const kind = kindOfFailure(ours.error, bytes, header)
    if (kind !== null) return { verdict: "differs", kinds: [kind] }
    return {
      verdict: "mistake",
      message: `csv-parse accepts what fails here: ${ours.error}: ${ours.message}`,
    }
  }
  return compareRows(ours.rows, header ?? [], records.slice(1))
}

/** Null where csv-parse finds a mistake. */
function parseStrictly(
  bytes: Uint8Array,
  options: { to?: number; skip_empty_lines?: boolean },
): string[][] | null {
  try {
    const fixed = { bom: true, record_delimiter: ["\n", "\r\n"], relax_column_count: true }
    return parse(Buffer.from(bytes), { ...fixed, ...options }) as string[][]
  } catch {
    return null
  }
}

function kindOfFailure(
  error: string,
  bytes: Uint8Array,
  header: readonly string[] | undefined,
): CsvDifference | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return error === "MalformedHeader" ? "utf-16" : null
  if (header === undefined) return error === "EmptyObject" ? "empty-object" : null
  if (error === "DuplicateColumn") return new Set(header).size < header.length ? "doubled-column" : null
  if (error === "MalformedHeader") {
    if (header.length > MAX_COLUMNS) return "too-many-columns"
    if (header.some((name) => name.includes("\ufffd"))) return "encoding"
    if (header.some((name) => name.includes("\0"))) return "nul-after-quote"
    return header.some((name) => name.includes("\r")) ? "lone-cr" : null
  }
  // A row at fault ends with its line here, though a quote be open, and what follows is read otherwise.
  if (error !== "UnclosedQuote") return null
  return hasLoneReturn(bytes) ? "lone-cr" : hasNulAfterQuote(bytes) ? "nul-after-quote" : null
}

function hasLoneReturn(bytes: Uint8Array): boolean {
  return bytes.some((byte, at) => byte === 0x0d && bytes[at + 1] !== 0x0a)
}

function hasNulAfterQuote(bytes: Uint8Array): boolean {
  return bytes.some((byte, at) => byte === 0x22 && bytes[at + 1] === 0)
}

function compareRows(
  rows: readonly ReadRow[],
  header: readonly string[],
  records: readonly (readonly string[])[],
): Comparison<CsvDifference> {
  const kinds = new Set<CsvDifference>()
  for (const [index, row] of rows.entries()) {
    const record = records[index]
    const found = record === undefined ? null : differencesOf(row, record, header.length)
    if (found === null) {
      const [here, there] = [JSON.stringify(row), JSON.stringify(record)]
      return { verdict: "mistake", message: `line ${row.line}: ${here} here, ${there} with csv-parse` }
    }
    for (const kind of found) kinds.add(kind)
    // Such a row ends with its line here, and there where its last quote is closed: no more can be compared.
    if (UNALIGNED.includes(row.fault) && row.raw.includes('"')) return differing(kinds)
  }
  if (rows.length === records.length) return differing(kinds)
  return { verdict: "mistake", message: `${rows.length} rows here, ${records.length} with csv-parse` }
}

/** Null where they differ as they must not. */
function differencesOf(
  row: ReadRow,
  record: readonly string[],
  columns: number,
): readonly CsvDifference[] | null {
  switch (row.fault) {
    case null:
      break
    case "lone-cr":
      return record.some((field) => field.includes("\r")) ? ["lone-cr"] : null
    case "quote":
      return row.raw.includes('"\0') ? ["nul-after-quote"] : null
    case "short-row":
      return record.length < columns ? ["short-row"] : null
    case "long-row":
      return record.length > columns ? ["long-row"] : null
    default:
      return null
  }
  if (record.length !== columns) return null
  const unlike = row.texts.flatMap((text, index) => (text === record[index] ? [] : [index]))
  const isDamaged = (index: number) => {
    const text = row.texts[index]
    return typeof text === "object" && text.rule === "encoding" && record[index]?.includes("\ufffd") === true
  }
  if (unlike.length === 0) return []
  return unlike.every(isDamaged) ? ["encoding"] : null
}
