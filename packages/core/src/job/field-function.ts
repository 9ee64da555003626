/**
 * A pure function of one field and the params. It must answer the same for the same arguments: Mapfold calls it once for
 * each distinct value and remembers the answer.
 */
export type FieldFunction<Field extends string, In, Params, Out> = {
  readonly field: Field
  readonly compute: (value: In, params: Params) => Out
}

/** A pure function of the whole record: free to look at every field, called for every record. */
export type RecordFunction<Fields, Params, Out> = (record: Fields, params: Params) => Out

/** How a value is derived: from one field, or from the whole record. */
export type Derivation<Fields, Params, Out> =
  | { [F in keyof Fields & string]: FieldFunction<F, Fields[F], Params, Out> }[keyof Fields & string]
  | RecordFunction<Fields, Params, Out>
