/** Control characters, and those that make a terminal show text in another order or on another line. */
const INVISIBLE = /[\p{Cc}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu

/** Text that files or keys brought, on one line, with nothing in it that a terminal would obey. */
export function makeVisible(text: string): string {
  return text.replace(INVISIBLE, (character) => {
    if (character === "\n") return "\\n"
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`
  })
}
