import type * as z from "zod"
import { INDIRECT, type RowBlock } from "../rows/row-block.ts"
import type { ValueVector } from "../vectors/vector.ts"
import type { ColumnDecoder } from "./column-decoder.ts"

/** Distinct texts whose values are remembered: flags and codes have a few, and anything else must not fill the memory. */
const MAX_REMEMBERED = 1024

/**
 * Decodes a column by its own zod schema, text by text. The values of the last distinct texts are remembered: a schema
 * is a pure function of its text.
 */
export function makeValueDecoder(
  schema: z.ZodType,
  slots: readonly number[],
  isSingle: boolean,
  rows: number,
): ColumnDecoder {
  const values = new Array<unknown>(rows).fill(null)
  const remembered = new Map<string, { readonly value: unknown } | null>()
  const vector: ValueVector = { kind: "value", value: (row) => values[row] }

  /** Null where the schema rejects it. */
  function schemaValue(texts: readonly string[]): { readonly value: unknown } | null {
    const known = isSingle ? texts[0]! : JSON.stringify(texts)
    const held = remembered.get(known)
    if (held !== undefined) return held
    const outcome = schema.safeParse(isSingle ? texts[0] : texts)
    const value = outcome.success ? { value: outcome.data } : null
    if (remembered.size >= MAX_REMEMBERED) remembered.clear()
    remembered.set(known, value)
    return value
  }

  function decode(block: RowBlock, untaken: Uint8Array): void {
    for (let row = 0; row < block.count; row++) {
      if (block.flags[row]! >= INDIRECT) continue
      const texts = slots.map((slot) => block.text(row, slot))
      const isPlain = texts.every((text) => typeof text === "string")
      const decoded = isPlain ? schemaValue(texts) : null
      if (decoded === null) untaken[row] = 1
      else values[row] = decoded.value
    }
  }

  return {
    vector,
    decode,
    set: (row, value) => {
      values[row] = value
    },
  }
}
