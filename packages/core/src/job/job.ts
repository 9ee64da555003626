import type * as z from "zod"
import type { Keeps } from "../measures/arg-extreme.ts"
import type { Cell } from "../measures/compare.ts"
import type { Measure } from "../measures/measure.ts"
import type { Derivation, FieldFunction, RecordFunction } from "./field-function.ts"
import type { Format } from "./format.ts"
import type { Reference } from "./reference.ts"
import type { Selection } from "./selection.ts"

export type ResultRow = Readonly<Record<string, Cell>>

/** A job as the handlers see it, whatever its types were. */
export type Job = {
  readonly name: string
  /**
   * Goes up with every change that can change a tally: those of two versions never merge. What only `row` makes of a group
   * is made once, at the end of a run, and needs no new version.
   */
  readonly version: number
  readonly title: string
  readonly params: z.ZodObject
  readonly format: Format
  readonly record: z.ZodObject
  readonly references: Readonly<Record<string, Reference>>
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
  | FieldFunction<string, unknown, Values, Values, unknown>
  | RecordFunction<Values, Values, Values, unknown>
type Values = Readonly<Record<string, unknown>>

/**
 * What derivations make. Where it is not known yet, since tsc leaves functions of the record for later, it is never: no measure
 * objects to that.
 */
export type Outputs<Names extends string, Derived> = {
  readonly [D in Names]: string extends keyof Derived ? never : D extends keyof Derived ? Derived[D] : never
}
/** What the references' `build` made. */
export type Built<References> = {
  readonly [R in keyof References]: References[R] extends Reference<infer Made> ? Made : never
}
/** What each measure answers; what one keeps of a record has the types of that record's fields. */
type Finished<Measures, Fields> = {
  readonly [M in keyof Measures]: Measures[M] extends Keeps<infer Name>
    ? { readonly [F in Name & keyof Fields]: Fields[F] } | null
    : Measures[M] extends { finish(state: never): infer Out }
      ? Out
      : never
}

/** What a user writes. See docs/write-a-job.md. */
export type JobDefinition<
  Params extends z.ZodObject,
  Fields extends z.ZodObject,
  References extends Record<string, Reference>,
  Names extends string,
  Derived extends Record<string, Cell>,
  Key extends (keyof z.output<Fields> & string) | Names,
  Measures extends Record<string, Measure<z.output<Fields> & Outputs<Names, Derived>, unknown, unknown>>,
> = {
  readonly name: string
  readonly version: number
  readonly title: string
  readonly params: Params
  readonly input: (params: z.output<Params>) => Selection
  readonly format: Format
  readonly record: Fields
  /** Small objects of the input bucket that derivations look things up in. */
  readonly references?: References
  /** Records for which it answers false are counted as filtered and go no further. */
  readonly filter?: Derivation<z.output<Fields>, z.output<Params>, Built<References>, boolean>
  /** New fields, made from a record. They are inferred one by one, so that a function of the record knows what it is given. */
  readonly derive?: { readonly [D in Names]: unknown } & {
    readonly [D in keyof Derived]: Derivation<
      z.output<Fields>,
      z.output<Params>,
      Built<References>,
      Derived[D]
    >
  }
  /** The fields, derived or not, that make a group. */
  readonly key: readonly Key[]
  readonly measures: Measures
  readonly row: (
    group: Pick<
      z.output<Fields> & Outputs<Names, Derived>,
      Key & keyof (z.output<Fields> & Outputs<Names, Derived>)
    > &
      Finished<Measures, z.output<Fields> & Outputs<Names, Derived>>,
  ) => ResultRow
}
