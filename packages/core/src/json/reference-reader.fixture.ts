import type { JsonReadRow } from "./read-rows.fixture.ts"

/**
 * What JSON.parse makes of JSON Lines and of JSON documents: what the reader over the compiled scanner is held against.
 * It shares no code with it.
 *
 * - Lines end in LF; spaces, tabs and carriage returns around a record are nothing, and a line of nothing else is no row.
 * - A line that JSON.parse refuses is a faulty row; a document that it refuses fails.
 * - A record is an object; its texts are its strings, its numbers as they are written, `true` and `false`.
 * - Bytes that are no UTF-8 matter where a text is asked for, and nowhere else.
 */
export type ReferenceRow = Pick<JsonReadRow, "fault" | "texts">

const ABSENT = { rule: "absent" }

export function readLinesReference(
  bytes: Uint8Array,
  keys: readonly string[],
): (ReferenceRow & { readonly line: number })[] | "EmptyObject" {
  const text = decode(bytes)
  if (/^[ \t\r\n]*$/.test(text)) return "EmptyObject"
  return text.split("\n").flatMap((line, index) => {
    if (/^[ \t\r]*$/.test(line)) return []
    const parsed = parse(line)
    const row = parsed === null ? { fault: "json", texts: [] } : describe(parsed.root, keys, parsed)
    return [{ line: index + 1, ...row }]
  })
}

export function readDocumentReference(
  bytes: Uint8Array,
  keys: readonly string[],
): ReferenceRow[] | "refused" {
  const text = decode(bytes)
  const parsed = parse(text)
  if (parsed === null) return "refused"
  const records = Array.isArray(parsed.root) ? parsed.root : [parsed.root]
  return records.map((record) => describe(record, keys, parsed))
}

type Parsed = { readonly root: unknown; readonly numbers: Map<unknown, Map<string, string>> }

function parse(text: string): Parsed | null {
  const numbers: Parsed["numbers"] = new Map()
  function keep(this: unknown, key: string, value: unknown, context?: { readonly source?: string }) {
    if (typeof value !== "number") return value
    const held = numbers.get(this) ?? new Map<string, string>()
    numbers.set(this, held.set(key, context!.source!))
    return value
  }
  try {
    return { root: JSON.parse(text, keep), numbers }
  } catch {
    return null
  }
}

function describe(record: unknown, keys: readonly string[], { numbers }: Parsed): ReferenceRow {
  if (record === null || typeof record !== "object" || Array.isArray(record)) {
    return { fault: "type", texts: [] }
  }
  const members = new Map(Object.entries(record))
  const texts = keys.map((key) => {
    const value = members.get(key)
    if (value === undefined || value === null) return ABSENT
    if (typeof value === "object") return { rule: "type" }
    const text = numbers.get(record)?.get(key) ?? String(value)
    return text.includes("\ufffd") ? { rule: "encoding" } : text
  })
  return { fault: null, texts }
}

/** Without a byte order mark; U+FFFD for what is no UTF-8. */
function decode(bytes: Uint8Array): string {
  return new TextDecoder("utf-8").decode(bytes)
}
