/** A field of a message, and where it begins. */
export type SpaceField = { readonly start: number; readonly text: string }

/** What ends a field that begins with one of these, which are no part of it. */
const ENDS: Readonly<Record<string, string>> = { '"': '"', "[": "]" }
const SPACE = /\s/

/**
 * The fields of a message between white space; what is in brackets or double quotes is one. One that is not closed is a word
 * like any other.
 */
export function splitFields(message: string): SpaceField[] {
  const fields: SpaceField[] = []
  // looked for once, however many there are that nothing closes
  const unclosed = new Set<string>()
  for (let at = 0; at < message.length; ) {
    const first = message[at]!
    if (SPACE.test(first)) {
      at++
      continue
    }
    const close = ENDS[first]
    const end = close === undefined || unclosed.has(close) ? -1 : message.indexOf(close, at + 1)
    if (end !== -1) {
      fields.push({ start: at, text: message.slice(at + 1, end) })
      at = end + 1
      continue
    }
    if (close !== undefined) unclosed.add(close)
    const start = at
    while (at < message.length && !SPACE.test(message[at]!)) at++
    fields.push({ start, text: message.slice(start, at) })
  }
  return fields
}
