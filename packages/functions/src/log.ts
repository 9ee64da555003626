/** What a line is of, and what it says besides. */
export type LogFields = {
  readonly run: string
  readonly batch?: string
  /** An object's key. */
  readonly object?: string
  readonly error?: { readonly name: string; readonly message: string }
  readonly [field: string]: unknown
}

/** Where a handler's lines go: a sentence, and fields that can be searched for. */
export type Log = {
  info(message: string, fields: LogFields): void
  warn(message: string, fields: LogFields): void
  error(message: string, fields: LogFields): void
}
