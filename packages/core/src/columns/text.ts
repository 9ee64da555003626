import { makeColumn, type OrMissing } from "./column.ts"

export type TextOptions<Missing> = {
  readonly column: string
  /** Exact length in UTF-16 units (characters, but for emoji and rare scripts). */
  readonly length?: number
  readonly missing?: Missing
  /** A CSV header may lack the column: it is blank then, which must be one of `missing`. */
  readonly optional?: boolean
}

/** Any text but one with a NUL character, as it stands; null where it is one of `missing`. */
export function text<const Missing extends readonly string[] | undefined = undefined>(
  options: TextOptions<Missing>,
) {
  const { column, length = null, optional = false } = options
  const missing: readonly string[] = options.missing ?? []
  if (optional && !missing.includes(""))
    throw new TypeError(`column "${column}" is optional: name "" as one of its missing values`)
  return makeColumn<OrMissing<string, Missing>>(
    { kind: "text", column, length, missing, optional },
    (value) => {
      if (missing.includes(value)) return { value: null as OrMissing<string, Missing> }
      if (value.includes("\0")) return { rule: "nul", message: "contains a NUL character" }
      if (length !== null && value.length !== length) {
        return { rule: "length", message: `has ${value.length} characters, not ${length}` }
      }
      return { value: value as OrMissing<string, Missing> }
    },
    (value) => value ?? missing[0] ?? "",
  )
}
