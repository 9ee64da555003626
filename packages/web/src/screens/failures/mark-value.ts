/** A stretch of a line. UTF-16 units. */
export type Span = { readonly start: number; readonly end: number }

/** Delimiters that a job's CSV files may have; a line does not say which. */
const DELIMITERS = [",", ";", "\t", "|"] as const
/** Where a reject's value was cut. */
const CUT = "…"

/**
 * Where in a rejected row its bad value stands: in a line of JSON what follows the column's name, in one of CSV every field
 * that reads so (the header is not there to tell which). Empty where the value is not known, or not to be found.
 */
export function findValue(raw: string, column: string | null, value: string | null): readonly Span[] {
  if (value === null) return []
  const inJson = column === null ? null : findInJson(raw, column)
  if (inJson !== null) return [inJson]
  const sought = value.length > 200 && value.endsWith(CUT) ? value.slice(0, -CUT.length) : null
  for (const delimiter of DELIMITERS) {
    const fields = fieldsOf(raw, delimiter)
    if (fields.length === 1) continue
    const found = fields.filter(({ text }) => (sought === null ? text === value : text.startsWith(sought)))
    if (found.length > 0) return found.map(({ start, end }) => ({ start, end }))
  }
  const start = value === "" ? -1 : raw.indexOf(sought ?? value)
  return start === -1 ? [] : [{ start, end: start + (sought ?? value).length }]
}

/** A line as what is marked and what is not, in its order. */
export function splitAtSpans(
  raw: string,
  spans: readonly Span[],
): readonly { readonly text: string; readonly isMarked: boolean; readonly start: number }[] {
  const pieces: { text: string; isMarked: boolean; start: number }[] = []
  let at = 0
  for (const { start, end } of spans) {
    if (start > at) pieces.push({ text: raw.slice(at, start), isMarked: false, start: at })
    pieces.push({ text: raw.slice(start, end), isMarked: true, start })
    at = end
  }
  if (at < raw.length) pieces.push({ text: raw.slice(at), isMarked: false, start: at })
  return pieces
}

type Field = Span & { readonly text: string }

/** Fields of a CSV line; quotes belong to the span, not to the text. */
function fieldsOf(raw: string, delimiter: string): readonly Field[] {
  const fields: Field[] = []
  let start = 0
  while (start <= raw.length) {
    let end: number
    let text: string
    if (raw[start] === '"') {
      end = start + 1
      while (end < raw.length && (raw[end] !== '"' || raw[end + 1] === '"')) end += raw[end] === '"' ? 2 : 1
      text = raw.slice(start + 1, end).replaceAll('""', '"')
      const next = raw.indexOf(delimiter, end)
      end = next === -1 ? raw.length : next
    } else {
      const next = raw.indexOf(delimiter, start)
      end = next === -1 ? raw.length : next
      text = raw.slice(start, end)
    }
    fields.push({ start, end, text })
    start = end + 1
  }
  return fields
}

function findInJson(raw: string, column: string): Span | null {
  if (!raw.trimStart().startsWith("{")) return null
  const name = JSON.stringify(column)
  for (let at = raw.indexOf(name); at !== -1; at = raw.indexOf(name, at + 1)) {
    const colon = /^\s*:\s*/.exec(raw.slice(at + name.length))
    if (colon === null) continue
    const start = at + name.length + colon[0].length
    const token = /^(?:"(?:[^"\\]|\\.)*"?|[^,}\]]*)/.exec(raw.slice(start))?.[0].trimEnd() ?? ""
    return { start, end: start + token.length }
  }
  return null
}
