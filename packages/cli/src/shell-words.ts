const PLAIN = /^[A-Za-z0-9_/:=.,@%+-]+$/
const CONTROL = /\p{Cc}/u

/** A command as it can be pasted into a shell (bash, zsh, ksh), whatever characters its words have. */
export function quoteForShell(words: readonly string[]): string {
  return words.map(quote).join(" ")
}

function quote(word: string): string {
  if (PLAIN.test(word)) return word
  if (!CONTROL.test(word)) return `'${word.replaceAll("'", "'\\''")}'`
  const escaped = word.replace(/[\\']/g, "\\$&").replace(/\p{Cc}/gu, escapeControl)
  return `$'${escaped}'`
}

/** `\n`, or three octal digits, which no digit that follows can be taken for a part of. */
function escapeControl(character: string): string {
  if (character === "\n") return "\\n"
  if (character === "\t") return "\\t"
  const code = character.charCodeAt(0)
  // Above ASCII (U+0080 to U+009F) a character is several bytes.
  const bytes = code < 0x80 ? [code] : [...Buffer.from(character)]
  return bytes.map((byte) => `\\${byte.toString(8).padStart(3, "0")}`).join("")
}
