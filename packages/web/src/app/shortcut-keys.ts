/** What a single key does anywhere on the site. */
export type Shortcut =
  | { readonly kind: "runs" }
  | { readonly kind: "newRun" }
  | { readonly kind: "theme" }
  | { readonly kind: "help" }
  /** The tab of a run, 0 the first. */
  | { readonly kind: "tab"; readonly index: number }

export type PressedKey = {
  readonly key: string
  readonly isModified: boolean
  /** The key belongs to a field that is being typed in. */
  readonly isTyping: boolean
}

const KEYS: ReadonlyMap<string, Shortcut> = new Map([
  ["r", { kind: "runs" }],
  ["n", { kind: "newRun" }],
  ["t", { kind: "theme" }],
  ["?", { kind: "help" }],
])

/** Tabs of a run. */
export const TAB_KEYS = 6

export function shortcutOf({ key, isModified, isTyping }: PressedKey): Shortcut | null {
  if (isModified || isTyping) return null
  const digit = /^[1-9]$/.test(key) ? Number(key) : 0
  if (digit >= 1 && digit <= TAB_KEYS) return { kind: "tab", index: digit - 1 }
  return KEYS.get(key) ?? null
}
