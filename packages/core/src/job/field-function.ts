/**
 * A pure function of one field, the params and the references. It must answer the same for the same arguments: Mapfold
 * calls it once for each distinct value and remembers the answer.
 */
export type FieldFunction<Field extends string, In, Params, References, Out> = {
  readonly field: Field
  readonly compute: (value: In, params: Params, references: References) => Out
}

/** A pure function of the whole record: free to look at every field, called for every record. */
export type RecordFunction<Fields, Params, References, Out> = (
  record: Fields,
  params: Params,
  references: References,
) => Out

/** How a value is derived: from one field, or from the whole record. */
export type Derivation<Fields, Params, References, Out> =
  | {
      [F in keyof Fields & string]: FieldFunction<F, Fields[F], Params, References, Out>
    }[keyof Fields & string]
  | RecordFunction<Fields, Params, References, Out>
