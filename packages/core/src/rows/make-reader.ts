import { makeCsvReader } from "../csv/csv-reader.ts"
import type { Format } from "../job/format.ts"
import { makeJsonReader } from "../json/json-reader.ts"
import type { RowReader } from "../rows/row-reader.ts"

/** The reader of a format, for the given columns. */
export function makeReader(format: Format, columns: readonly string[]): RowReader {
  if (format.kind === "csv") return makeCsvReader(columns, format.delimiter)
  return makeJsonReader(columns, format.kind === "json" ? "document" : "lines")
}
