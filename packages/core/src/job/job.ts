import type * as z from "zod"
import type { Cell } from "../measures/compare.ts"
import type { Measure } from "../measures/measure.ts"
import type { Derivation, FieldFunction, RecordFunction } from "./field-function.ts"

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

export type ResultRow = Readonly<Record<string, Cell>>

/** Where a job's objects are: keys that begin with `prefix`; those that do not end in `suffix` are skipped. */
export type Selection = { readonly prefix: string; readonly suffix: string }

/** A job as the handlers see it, whatever its types were. */
export type Job = {
  readonly name: string
  /** Goes up with every change that can change a result: tallies of two versions never merge. */
  readonly version: number
  readonly title: string
  readonly params: z.ZodObject
  readonly format: Format
  readonly record: z.ZodObject
  readonly filter: AnyDerivation | null
  readonly derive: Readonly<Record<string, AnyDerivation>>
  readonly key: readonly string[]
  readonly measures: Readonly<Record<string, AnyMeasure>>
  /** `params` are the parsed ones. */
  input(params: Readonly<Record<string, unknown>>): Selection
  /** A group's key fields and finished measures, as one row of the result. */
  row(group: Readonly<Record<string, unknown>>): ResultRow
}

export type AnyMeasure = Measure<Record<string, unknown>, unknown, unknown>
export type AnyDerivation =
  | FieldFunction<string, unknown, Readonly<Record<string, unknown>>, unknown>
  | RecordFunction<Readonly<Record<string, unknown>>, Readonly<Record<string, unknown>>, unknown>

export type Outputs<Derived> = {
  readonly [D in keyof Derived]: Derived[D] extends { readonly compute: (...args: never[]) => infer Out }
    ? Out
    : Derived[D] extends (...args: never[]) => infer Out
      ? Out
      : never
}
type Finished<Measures> = {
  readonly [M in keyof Measures]: Measures[M] extends { finish(state: never): infer Out } ? Out : never
}

/** What a user writes. See docs/write-a-job.md. */
export type JobDefinition<
  Params extends z.ZodObject,
  Fields extends z.ZodObject,
  Derived extends Record<string, Derivation<z.output<Fields>, z.output<Params>, Cell>>,
  Key extends string,
  Measures extends Record<string, Measure<z.output<Fields> & Outputs<Derived>, unknown, unknown>>,
> = {
  readonly name: string
  readonly version: number
  readonly title: string
  readonly params: Params
  readonly input: (params: z.output<Params>) => Selection
  readonly format: Format
  readonly record: Fields
  /** Records for which it answers false are counted as filtered and go no further. */
  readonly filter?: Derivation<z.output<Fields>, z.output<Params>, boolean>
  /** New fields, made from a record. */
  readonly derive?: Derived
  /** The fields, derived or not, that make a group. */
  readonly key: readonly Key[]
  readonly measures: Measures
  readonly row: (
    group: Pick<z.output<Fields> & Outputs<Derived>, Key & keyof (z.output<Fields> & Outputs<Derived>)> &
      Finished<Measures>,
  ) => ResultRow
}
