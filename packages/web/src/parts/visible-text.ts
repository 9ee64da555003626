/**
 * Text from outside with what cannot be seen made visible: control characters as their pictures (␀, ␛), marks that turn
 * the direction of writing or join and hide letters by their code (⟨U+202E⟩). Nothing in a name can hide or reorder what follows.
 */
export function visibleText(text: string): string {
  return text.replace(UNSEEN, (character) => {
    const code = character.codePointAt(0) ?? 0
    if (code < 0x20) return String.fromCodePoint(0x2400 + code)
    if (code === 0x7f) return "\u2421"
    return `\u27e8U+${code.toString(16).toUpperCase().padStart(4, "0")}\u27e9`
  })
}

/** Controls, format characters (bidirectional marks, zero widths, tags), line separators, lone surrogates. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu
