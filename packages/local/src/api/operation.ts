import type * as z from "zod"
import type { Engines } from "../engine/engines.ts"
import type { State } from "../state/state.ts"
import { validationFailed } from "./api-error.ts"

/** What operations work with. */
export type ApiContext = {
  readonly state: State
  readonly engines: Engines
  /** Milliseconds since 1970. */
  readonly now: () => number
}

/** An operation of the API: takes and answers JSON. */
export type Operation = (context: ApiContext, request: unknown) => unknown

/** An operation whose request is checked first. Throws `ApiError`. */
export function makeOperation<Schema extends z.ZodType>(
  schema: Schema,
  run: (context: ApiContext, request: z.output<Schema>) => unknown,
): Operation {
  return (context, request) => {
    const parsed = schema.safeParse(request)
    if (!parsed.success) throw validationFailed(describe(parsed.error))
    return run(context, parsed.data)
  }
}

/** `2 validation errors detected: …`, as AWS puts it. */
function describe({ issues }: z.ZodError): string {
  const faults = issues.map(
    ({ path, message }) => `Value at '${path.join(".")}' failed to satisfy constraint: ${message}`,
  )
  return `${issues.length} validation error${issues.length === 1 ? "" : "s"} detected: ${faults.join("; ")}`
}

/** Seconds since 1970, as AWS's JSON has dates. */
export function toSeconds(milliseconds: number): number {
  return milliseconds / 1_000
}

/** Without the fields that have nothing to say. */
export function present(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== null && value !== undefined),
  )
}
