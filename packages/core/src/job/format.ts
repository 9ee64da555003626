/** The files' format; gzip is seen by its first bytes and needs no word. */
export type Format =
  | { readonly kind: "csv"; readonly delimiter: string }
  | { readonly kind: "json-lines" }
  | { readonly kind: "json" }

/** RFC 4180 with a header row. The delimiter is one ASCII character. */
export function csv(options: { readonly delimiter?: string } = {}): Format {
  const { delimiter = "," } = options
  if (!/^[\0-\x7f]$/.test(delimiter) || /["\r\n]/.test(delimiter)) {
    const shown = JSON.stringify(delimiter)
    throw new TypeError(`csv: delimiter ${shown} is not one ASCII character that is no quote and no line end`)
  }
  return { kind: "csv", delimiter }
}

/** One JSON object a line. A column is a key of it. */
export function jsonLines(): Format {
  return { kind: "json-lines" }
}

/** An array of JSON objects, or a single one. */
export function json(): Format {
  return { kind: "json" }
}
