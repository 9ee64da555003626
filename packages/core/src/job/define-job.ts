import type * as z from "zod"
import type { Cell } from "../measures/compare.ts"
import type { Measure } from "../measures/measure.ts"
import { RunControl } from "../workflow/payloads.ts"
import type { FieldFunction } from "./field-function.ts"
import type { Built, Job, JobDefinition, Outputs } from "./job.ts"
import type { Reference } from "./reference.ts"

/** `of("date", (date, params, references) => …)`, typed by what it is for. */
export function fieldsOf<
  Fields extends z.ZodObject,
  Params extends z.ZodObject,
  References extends Record<string, Reference> = Record<never, never>,
>(_record: Fields, _params: Params, _references?: References) {
  return function of<Field extends keyof z.output<Fields> & string, Out>(
    field: Field,
    compute: (value: z.output<Fields>[Field], params: z.output<Params>, references: Built<References>) => Out,
  ): FieldFunction<Field, z.output<Fields>[Field], z.output<Params>, Built<References>, Out> {
    return { field, compute }
  }
}

const made = new WeakSet<object>()

/** Whether a value is what `defineJob` answered. */
export function isJob(value: unknown): value is Job {
  return typeof value === "object" && value !== null && made.has(value)
}

const NAME = /^[a-z][a-z0-9-]{0,39}$/
const NEEDED = ["params", "input", "format", "record", "key", "measures", "row"] as const

/** Checks a job's own coherence, so that a mistake in it is found when it is loaded and not in the middle of a run. */
export function defineJob<
  Params extends z.ZodObject,
  Fields extends z.ZodObject,
  Key extends (keyof z.output<Fields> & string) | Names,
  Measures extends Record<string, Measure<z.output<Fields> & Outputs<Names, Derived>, unknown, unknown>>,
  // No derivation must be no field: the constraint's index signature would be a field of any name.
  Names extends string = never,
  Derived extends Record<string, Cell> = Record<never, never>,
  References extends Record<string, Reference> = Record<never, never>,
>(definition: JobDefinition<Params, Fields, References, Names, Derived, Key, Measures>): Job {
  const job = { filter: null, derive: {}, references: {}, ...definition } as unknown as Job
  const complain = (what: string): never => {
    throw new TypeError(`job "${definition.name}": ${what}`)
  }
  if (!NAME.test(job.name)) complain(`a name has 1 to 40 of a-z, 0-9 and "-", and begins with a letter`)
  if (!Number.isInteger(job.version) || job.version < 1)
    complain(`version ${job.version} is no whole number from 1 on`)
  for (const name of NEEDED) if (job[name] === undefined) complain(`it has no "${name}"`)
  for (const name of Object.keys(job.params.shape)) {
    if (Object.hasOwn(RunControl.shape, name))
      complain(`param "${name}" is a word of a run's input itself; choose another`)
  }
  const recordFields = Object.keys(job.record.shape)
  const fields = [...recordFields, ...Object.keys(job.derive)]
  for (const name of Object.keys(job.derive)) {
    if (recordFields.includes(name)) complain(`field "${name}" is derived and in the record`)
  }
  const derivations = Object.entries({ ...job.derive, ...(job.filter && { filter: job.filter }) })
  for (const [name, derivation] of derivations) {
    if (typeof derivation === "function" || recordFields.includes(derivation.field)) continue
    const where = derivation === job.filter ? "the filter" : `derived field "${name}"`
    complain(`${where} reads field "${derivation.field}", and the record has only ${recordFields.join(", ")}`)
  }
  const needed = [
    ...job.key.map((name) => [name, "the key"]),
    ...Object.entries(job.measures).flatMap(([name, { reads }]) =>
      reads.map((field) => [field, `measure "${name}"`]),
    ),
  ]
  for (const [name, where] of needed) {
    if (!fields.includes(name!))
      complain(`${where} reads field "${name}", and there are only ${fields.join(", ")}`)
  }
  for (const name of Object.keys(job.measures)) {
    if (job.key.includes(name)) complain(`measure "${name}" has the name of a key field`)
  }
  made.add(job)
  return job
}
