import type * as z from "zod"

/** An object that is made, under its key. */
export type MadeObject = { readonly key: string; readonly bytes: Uint8Array }

/** What is made at once. */
export type Made = {
  /** The folder of the bucket that all of it is in: it appears whole or not at all. */
  readonly folder: string
  /** How many objects there are, and what one is called: `station file`. */
  readonly count: number
  readonly noun: string
  readonly objects: Iterable<MadeObject>
  /** What belongs to every such folder: objects that jobs refer to. Files of that name must not differ. */
  readonly references: readonly MadeObject[]
  /** Says that the data are made. */
  readonly note: MadeObject
}

/** The made data of a job. */
export type Sample = {
  readonly job: string
  /** The flags of `mapfold sample <job>`, each with a default. Their ranges are left to `make`. */
  readonly flags: z.ZodObject
  readonly examples: readonly string[]
  /** Throws a RangeError where it cannot follow the flags. */
  make(flags: Readonly<Record<string, unknown>>): Made
}

/** Types `make` by the flags. */
export function defineSample<Flags extends z.ZodObject>(sample: {
  readonly job: string
  readonly flags: Flags
  readonly examples: readonly string[]
  readonly make: (flags: z.output<Flags>) => Made
}): Sample {
  return { ...sample, make: (flags) => sample.make(sample.flags.parse(flags)) }
}
