const PLAIN = /^[A-Za-z0-9_/:=.,@%+-]+$/
/** What a shell or a terminal would obey, and what shows text in another order than it has. */
const INVISIBLE = /[\p{Cc}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/u

/** A command as it can be pasted into a shell (bash, zsh, ksh), whatever characters its words have. */
export function quoteForShell(words: readonly string[]): string {
  return words.map(quote).join(" ")
}

function quote(word: string): string {
  if (PLAIN.test(word)) return word
  if (!INVISIBLE.test(word)) return `'${word.replaceAll("'", "'\\''")}'`
  const escaped = word.replace(/[\\']/g, "\\$&")
  return `$'${escaped.replace(new RegExp(INVISIBLE, "gu"), escapeBytes)}'`
}

/** Three octal digits a byte, which no digit that follows can be taken for a part of. */
function escapeBytes(character: string): string {
  const bytes = new TextEncoder().encode(character)
  return Array.from(bytes, (byte) => `\\${byte.toString(8).padStart(3, "0")}`).join("")
}
