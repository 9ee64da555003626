import type * as z from "zod"
import { type Column, columnOf, sourceColumns } from "../columns/column.ts"

/** A field of a record schema: its column's description, and the slots of the columns that it is made from. */
export type Field = {
  readonly name: string
  readonly schema: z.ZodType
  readonly column: Column
  readonly slots: readonly number[]
}

/** The fields of a schema, and the columns that a reader must find for them: a slot each. */
export type RecordLayout = {
  readonly record: z.ZodObject
  readonly fields: readonly Field[]
  readonly columns: readonly string[]
}

export function layOutRecord(record: z.ZodObject): RecordLayout {
  const columns: string[] = []
  const slotOf = (name: string): number => {
    if (!columns.includes(name)) columns.push(name)
    return columns.indexOf(name)
  }
  const fields = Object.entries(record.shape).map(([name, field]): Field => {
    const schema = field as z.ZodType
    const column = columnOf(schema, name)
    return { name, schema, column, slots: sourceColumns(column).map(slotOf) }
  })
  return { record, fields, columns }
}

/** Why a record was rejected: the column (null for the record as a whole), the rule it broke, its text. */
export type Issue = {
  readonly column: string | null
  readonly rule: string
  readonly value: string | null
  readonly message: string
}

export type RecordOutcome = { readonly record: Readonly<Record<string, unknown>> } | { readonly issue: Issue }

/**
 * The truth about a row: what its schema makes of the texts of its columns (by slot; null where the bytes were no
 * UTF-8). Of several issues the first in the order of the fields is told.
 */
export function decodeRecord(layout: RecordLayout, texts: readonly (string | null)[]): RecordOutcome {
  const undecodable = texts.indexOf(null)
  if (undecodable !== -1) {
    const column = layout.columns[undecodable] ?? null
    return { issue: { column, rule: "encoding", value: null, message: "is no valid UTF-8" } }
  }
  const raw: Record<string, unknown> = Object.create(null)
  for (const { name, slots, column } of layout.fields) {
    const isSingle = column.kind !== "other" || column.columns.length === 1
    raw[name] = isSingle ? texts[slots[0]!] : slots.map((slot) => texts[slot])
  }
  const outcome = layout.record.safeParse(raw)
  if (outcome.success) return { record: outcome.data }
  return { issue: toIssue(layout, texts, outcome.error.issues) }
}

type ZodIssue = z.core.$ZodIssue

function toIssue(
  layout: RecordLayout,
  texts: readonly (string | null)[],
  issues: readonly ZodIssue[],
): Issue {
  const position = (issue: ZodIssue) => {
    const index = layout.fields.findIndex(({ name }) => name === issue.path[0])
    return index === -1 ? layout.fields.length : index
  }
  const [first] = [...issues].sort((left, right) => position(left) - position(right))
  const field = layout.fields[position(first!)]
  const rule = first!.code === "custom" ? String(first!.params?.["rule"] ?? "custom") : first!.code
  const slot = field?.slots[0]
  return {
    column: slot === undefined ? null : (layout.columns[slot] ?? null),
    rule,
    value: slot === undefined ? null : (texts[slot] ?? null),
    message: first!.message,
  }
}
