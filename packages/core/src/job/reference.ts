import type * as z from "zod"
import type { Format } from "./format.ts"

/** A small object of the input bucket that records are enriched with: read once a worker, the same for the whole run. */
export type Reference<Built = unknown> = {
  readonly key: string
  readonly format: Format
  readonly record: z.ZodObject
  /** Makes of its records what derivations look things up in. */
  build(records: readonly Readonly<Record<string, unknown>>[]): Built
}

export function reference<Fields extends z.ZodObject, Built>(definition: {
  readonly key: string
  readonly format: Format
  readonly record: Fields
  readonly build: (records: readonly z.output<Fields>[]) => Built
}): Reference<Built> {
  return definition as unknown as Reference<Built>
}
