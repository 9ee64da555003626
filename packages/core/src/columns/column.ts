import * as z from "zod"

/**
 * What a column is, as data: the fast decoder is compiled from this alone.
 *
 * `column` is its name in the header (or the key, in JSON); `missing` lists the texts that stand for "not measured".
 */
export type Column =
  | {
      readonly kind: "decimal"
      readonly column: string
      /** Digits after the point, at most; the value's integer of its last place is `value * 10^scale`. */
      readonly scale: number
      readonly missing: readonly string[]
      readonly unit: string | null
      /** The least and the greatest value, in the unit; null where there is no such bound. */
      readonly min: number | null
      readonly max: number | null
    }
  | {
      readonly kind: "text"
      readonly column: string
      /** Exact length in UTF-16 units, or null for any. */
      readonly length: number | null
      readonly missing: readonly string[]
      /** Whether a CSV header may lack it. */
      readonly optional: boolean
    }
  | { readonly kind: "day"; readonly column: string; readonly missing: readonly string[] }
  | {
      readonly kind: "instant"
      readonly column: string
      /** What is left of the instant; null for all of it. */
      readonly cut: "day" | "hour" | null
      readonly missing: readonly string[]
    }
  | { readonly kind: "flag"; readonly column: string; readonly meanings: Readonly<Record<string, string>> }
  | { readonly kind: "bits"; readonly column: string; readonly names: readonly string[] }
  /** Decoded by its zod schema alone, from one text or, where it names several columns, from an array of theirs. */
  | { readonly kind: "other"; readonly columns: readonly string[] }

/** Why a text is no value of its column. */
export type Violation = { readonly rule: string; readonly message: string }

/** A decoded value, or the reason why there is none. */
export type Decoded<T> = { readonly value: T } | Violation

const columns = new WeakMap<z.ZodType, Column>()

/**
 * What a schema field says of its column. A field that no factory made, or one that was refined or wrapped since
 * (which makes it another schema), is "other", named by its field unless `fromColumn()` names it.
 */
export function columnOf(field: z.ZodType, name: string): Column {
  return columns.get(field) ?? { kind: "other", columns: [name] }
}

/** The columns of the file that a field is made from. */
export function sourceColumns(column: Column): readonly string[] {
  return column.kind === "other" ? column.columns : [column.column]
}

/** Names the column of any zod schema that takes a string: `fromColumn("SLP", z.string().transform(…))`. */
export function fromColumn<T extends z.ZodType<unknown, string>>(name: string, schema: T): T {
  columns.set(schema, { kind: "other", columns: [name] })
  return schema
}

/** The same for a schema that takes the texts of several columns, as an array in that order. */
export function fromColumns<T extends z.ZodType<unknown, string[]>>(names: readonly string[], schema: T): T {
  columns.set(schema, { kind: "other", columns: names })
  return schema
}

/** Binds a column's description to a zod codec from the file's text to the record's value. */
export function makeColumn<T>(
  description: Column,
  decode: (text: string) => Decoded<T>,
  encode: (value: T) => string,
): z.ZodCodec<z.ZodString, z.ZodCustom<T, T>> {
  const codec = z.codec(z.string(), z.custom<T>(), {
    decode: (text, context) => {
      const decoded = decode(text)
      if ("value" in decoded) return decoded.value
      context.issues.push({
        code: "custom",
        input: text,
        message: decoded.message,
        params: { rule: decoded.rule },
      })
      return z.NEVER
    },
    encode,
  })
  columns.set(codec, description)
  return codec
}

/** A column can be null only where something stands for "missing". */
export type OrMissing<T, Missing> = Missing extends readonly string[] ? T | null : T
