/** Controls, format characters (marks of direction, zero widths, tags), line separators, halves of surrogate pairs. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu

/** What the usual ones are called; the rest go by their code. */
const NAMES: Readonly<Record<number, string>> = {
  0: "NUL",
  9: "TAB",
  10: "LF",
  13: "CR",
  27: "ESC",
  127: "DEL",
}

/**
 * Text from outside with what cannot be seen made visible: `⟨NUL⟩`, `⟨TAB⟩`, `⟨U+202E⟩`. Nothing in a name can hide what
 * is beside it, or show it in another order.
 */
export function visibleText(text: string): string {
  return text.replace(UNSEEN, (character) => {
    const code = character.codePointAt(0) ?? 0
    return `\u27e8${NAMES[code] ?? `U+${code.toString(16).toUpperCase().padStart(4, "0")}`}\u27e9`
  })
}
