import type * as z from "zod"
import { type Column, columnOf, sourceColumns } from "../columns/column.ts"
import { ABSENT, type FieldFault } from "../rows/row-block.ts"

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
  /** Those of them that a CSV header may lack. */
  readonly optional: ReadonlySet<string>
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
  const needed = new Set(
    fields.filter(({ column }) => !isOptional(column)).flatMap(({ column }) => sourceColumns(column)),
  )
  return { record, fields, columns, optional: new Set(columns.filter((name) => !needed.has(name))) }
}

function isOptional(column: Column): boolean {
  return column.kind === "text" && column.optional
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
 * The truth about a row: what its schema makes of the texts of its columns (by slot). Of several issues the first in
 * the order of the columns is told, those that a reader found before those of the schema.
 */
export function decodeRecord(layout: RecordLayout, texts: readonly (string | FieldFault)[]): RecordOutcome {
  for (const [slot, text] of texts.entries()) {
    if (typeof text === "string" || text === ABSENT) continue
    return { issue: { column: layout.columns[slot] ?? null, value: null, ...text } }
  }
  const raw: Record<string, unknown> = Object.create(null)
  for (const { name, slots, column } of layout.fields) {
    const values = slots.map((slot) => presentText(texts[slot]!, column))
    raw[name] = isFromOne(column) ? values[0] : values
  }
  const outcome = layout.record.safeParse(raw)
  if (outcome.success) return { record: outcome.data }
  return { issue: toIssue(layout, texts, outcome.error.issues) }
}

/** Whether a field is made from the text of a single column, and not from an array of texts. */
export function isFromOne(column: Column): boolean {
  return column.kind !== "other" || column.columns.length === 1
}

/** An absent field is as good as a blank one where a blank stands for "missing"; else its schema gets undefined. */
function presentText(text: string | FieldFault, column: Column): string | undefined {
  if (typeof text === "string") return text
  return "missing" in column && column.missing.includes("") ? "" : undefined
}

type ZodIssue = z.core.$ZodIssue

function toIssue(
  layout: RecordLayout,
  texts: readonly (string | FieldFault)[],
  issues: readonly ZodIssue[],
): Issue {
  const position = (issue: ZodIssue) => {
    const index = layout.fields.findIndex(({ name }) => name === issue.path[0])
    return index === -1 ? layout.fields.length : index
  }
  const [first] = [...issues].sort((left, right) => position(left) - position(right))
  const field = layout.fields[position(first!)]
  const slot = field?.slots[0]
  const column = slot === undefined ? null : (layout.columns[slot] ?? null)
  const text = slot === undefined ? undefined : texts[slot]
  if (text === ABSENT) return { column, value: null, ...ABSENT }
  const rule = first!.code === "custom" ? String(first!.params?.rule ?? "custom") : first!.code
  return { column, rule, value: typeof text === "string" ? text : null, message: first!.message }
}
