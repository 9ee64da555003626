/** Readers of what stands in an address behind the question mark. Whatever cannot be used is as if it were not there. */

export function textOf(value: unknown, maxLength = 1_024): string | undefined {
  const text = typeof value === "number" ? String(value) : value
  return typeof text === "string" && text !== "" && text.length <= maxLength ? text : undefined
}

export function choiceOf<T extends string>(value: unknown, choices: readonly T[]): T | undefined {
  return choices.find((choice) => choice === value)
}

/** A whole number from `min` to `max`, both included. */
export function wholeOf(value: unknown, min: number, max: number): number | undefined {
  const text = textOf(value, 16)
  if (text === undefined || !/^\d+$/.test(text)) return undefined
  const number = Number(text)
  return number >= min && number <= max ? number : undefined
}

export function flagOf(value: unknown): true | undefined {
  return value === true || value === "true" ? true : undefined
}

/** `?a=1&b=x` as texts: an address that a person can read and write, unlike the router's own JSON. */
export function parseSearch(search: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(search))
}

export function stringifySearch(search: Readonly<Record<string, unknown>>): string {
  const entries = Object.entries(search).filter(([, value]) => value !== undefined && value !== null)
  const text = new URLSearchParams(entries.map(([name, value]) => [name, String(value)])).toString()
  return text === "" ? "" : `?${text}`
}
