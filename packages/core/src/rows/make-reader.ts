import { makeCsvReader } from "../csv/csv-reader.ts"
import type { Format } from "../job/format.ts"
import { makeJsonReader } from "../json/json-reader.ts"
import type { RowReader } from "../rows/row-reader.ts"

/** The reader of a format, for the given columns, of which a CSV header may lack the `optional` ones. */
export function makeReader(
  format: Format,
  columns: readonly string[],
  optional: ReadonlySet<string>,
): RowReader {
  if (format.kind === "csv") return makeCsvReader(columns, format.delimiter, undefined, optional)
  return makeJsonReader(columns, format.kind === "json" ? "document" : "lines")
}
