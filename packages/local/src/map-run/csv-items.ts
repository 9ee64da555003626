import { StateFailed } from "../errors.ts"

const DELIMITERS = { COMMA: ",", PIPE: "|", SEMICOLON: ";", SPACE: " ", TAB: "\t" } as const

export type CsvOptions = {
  readonly CSVHeaderLocation: "FIRST_ROW" | "GIVEN"
  readonly CSVHeaders?: readonly string[] | undefined
  readonly CSVDelimiter?: keyof typeof DELIMITERS | undefined
}

/**
 * One item a row, every field a string: a short row is filled with "", what is beyond the header is dropped.
 * Throws States.ItemReaderFailed where two columns have one name.
 */
export function* csvItems(text: string, options: CsvOptions): Generator<Record<string, string>, void, void> {
  const rows = csvRows(text, DELIMITERS[options.CSVDelimiter ?? "COMMA"])
  const headers = options.CSVHeaders ?? rows.next().value ?? []
  if (new Set(headers).size !== headers.length) {
    throw new StateFailed("States.ItemReaderFailed", "CSV headers cannot contain duplicates.")
  }
  for (const row of rows) yield Object.fromEntries(headers.map((name, at) => [name, row[at] ?? ""]))
}

/** Fields may be quoted; in quotes a doubled quote is one, and a line may break. */
function* csvRows(text: string, delimiter: string): Generator<string[], undefined, void> {
  let row: string[] = []
  let at = text.startsWith("\uFEFF") ? 1 : 0
  while (at < text.length) {
    const field = readField(text, at, delimiter)
    row.push(field.value)
    at = field.end
    if (text[at] === delimiter) {
      at++
      if (at === text.length) row.push("")
      else continue
    }
    if (text[at] === "\r" && text[at + 1] === "\n") at++
    at++
    if (row.length > 1 || row[0] !== "") yield row
    row = []
  }
}

function readField(text: string, start: number, delimiter: string): { value: string; end: number } {
  let at = start
  let value = ""
  if (text[at] === '"') {
    for (at++; at < text.length; at++) {
      if (text[at] !== '"') value += text[at]
      else if (text[at + 1] === '"') value += text[at++]
      else break
    }
    at++
  }
  const from = at
  while (at < text.length && text[at] !== delimiter && text[at] !== "\n" && text[at] !== "\r") at++
  return { value: value + text.slice(from, at), end: at }
}
