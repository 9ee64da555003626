import { gzipSync } from "node:zlib"
import { KILLERS } from "./killing-job.fixture.ts"

/** The lines of a sound object: the header first, then its rows. */
export type Lines = readonly [string, ...string[]]

/** How an object is made bad. */
export type BadKind =
  /** Its rows have the name that ends the worker: killing-job.fixture.ts. */
  | { readonly killer: keyof typeof KILLERS }
  | { readonly error: string; readonly spoil: (lines: Lines) => string | Uint8Array }
  /** `rows` are put among the object's own, and each of them breaks the rule. */
  | { readonly rule: string; readonly rows: (row: string) => readonly (string | Uint8Array)[] }

const textOf = (lines: readonly string[]) => `${lines.join("\n")}\n`
const zipped = (lines: readonly string[]) => gzipSync(textOf(lines), { level: 1 })
const latin1 = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0))
const noise = Uint8Array.from({ length: 5_000 }, (_, at) => (at * at * 31 + at * 7) % 256)

/** The row with another text in one of its columns: 0 STATION, 1 DATE, 5 NAME, 6 TEMP. */
export function withCell(row: string, column: number, cell: string): string {
  const cells = row.match(/"(?:[^"]|"")*"|[^,"]+|(?<=,|^)(?=,|$)/g) ?? []
  if (cells.length !== 28) throw new Error(`a made row has ${cells.length} cells: ${row}`)
  return cells.with(column, cell).join(",")
}
const DATE = 1
export const NAME = 5
const TEMP = 6
const temp = (text: string) => (row: string) => [withCell(row, TEMP, `"${text}"`)]

const FAILED: readonly BadKind[] = [
  { error: "EmptyObject", spoil: () => "" },
  { error: "EmptyObject", spoil: () => "\ufeff" },
  {
    error: "MissingColumn",
    spoil: ([header, ...rows]) => textOf([header.replace("TEMP", "TEMPERATURE"), ...rows]),
  },
  { error: "DuplicateColumn", spoil: ([, ...rows]) => textOf(rows) },
  {
    error: "DuplicateColumn",
    spoil: ([header, ...rows]) => textOf([header.replace("DEWP", "TEMP"), ...rows]),
  },
  {
    error: "MalformedHeader",
    spoil: ([header, ...rows]) => textOf([header.replace('"NAME"', 'NA"ME'), ...rows]),
  },
  { error: "MalformedHeader", spoil: (lines) => lines.join("\r") },
  { error: "MalformedHeader", spoil: ([header]) => header.slice(0, -3) },
  { error: "MalformedHeader", spoil: () => Uint8Array.from([0xff, 0xfe, ...noise]) },
  { error: "MalformedHeader", spoil: () => '{"STATION":"1"}\n' },
  { error: "UnclosedQuote", spoil: (lines) => `${textOf(lines)}"` },
  { error: "UnclosedQuote", spoil: (lines) => textOf(lines).slice(0, -2) },
  { error: "CutGzip", spoil: (lines) => zipped(lines).subarray(0, -9) },
  { error: "CutGzip", spoil: () => Uint8Array.from([0x1f, 0x8b]) },
  { error: "MalformedGzip", spoil: (lines) => zipped(lines).fill(0xff, 40, 60) },
  { error: "MalformedGzip", spoil: (lines) => Buffer.concat([zipped(lines), Buffer.from("\0\0more")]) },
]

const REJECTED: readonly BadKind[] = [
  { rule: "short-row", rows: (row) => [row.slice(0, row.lastIndexOf(","))] },
  { rule: "long-row", rows: (row) => [`${row},"1"`] },
  { rule: "quote", rows: (row) => [row.replace('"', 'a"')] },
  { rule: "quote", rows: (row) => [row.replace('",', '"a,')] },
  { rule: "lone-cr", rows: (row) => [`${withCell(row, NAME, "a")}\r"b"`] },
  { rule: "encoding", rows: (row) => [latin1(withCell(row, NAME, '"\xff"'))] },
  { rule: "nul", rows: (row) => [withCell(row, NAME, '"a\0b"')] },
  ...["abc", "1e3", "0x10", "--1", "1,5", "٣", "9".repeat(400)].map((text): BadKind => {
    return { rule: /^9+$/.test(text) ? "range" : "number", rows: temp(text) }
  }),
  {
    rule: "empty",
    rows: (row) => [withCell(row, TEMP, '""'), withCell(row, TEMP, '"  "'), withCell(row, TEMP, "")],
  },
  { rule: "scale", rows: temp("12.34") },
  ...["2025-02-30", "2025-13-01", "2025-1-1", "01/02/2025", "", " "].map((text): BadKind => {
    return { rule: "day", rows: (row) => [withCell(row, DATE, `"${text}"`)] }
  }),
  { rule: "length", rows: (row) => [row.replace(/^"[^"]*"/, '"0100109999"')] },
]

/** Every way to be bad that an object can have by itself; large ones apart, which are `LARGE_KINDS`. */
export const BAD_KINDS: readonly BadKind[] = [...FAILED, ...REJECTED]

export const KILLING_KINDS: readonly BadKind[] = (Object.keys(KILLERS) as (keyof typeof KILLERS)[]).map(
  (killer) => ({
    killer,
  }),
)

const MB = 1024 * 1024

/** As large as it takes to be bad in these ways. */
export const LARGE_KINDS: readonly BadKind[] = [
  { error: "RowTooLong", spoil: ([header, row]) => textOf([header, row ?? "", `"${"x".repeat(17 * MB)}"`]) },
  {
    error: "GzipBomb",
    spoil: ([header]) => gzipSync(Buffer.alloc(96 * MB, "\n").fill(`${header}\n`, 0, header.length + 1)),
  },
]
