import type * as z from "zod"
import type { Engines } from "../engine/engines.ts"
import type { State } from "../state/state.ts"
import { type ApiError, validationFailed } from "./api-error.ts"
import { toFault } from "./validation.ts"

/** What operations work with. */
export type ApiContext = {
  readonly state: State
  readonly engines: Engines
  /** Milliseconds since 1970. */
  readonly now: () => number
}

/** An operation of the API: takes and answers JSON. */
export type Operation = (context: ApiContext, request: unknown) => unknown

/** An operation whose request is checked first, and refused by the error that its service has for that. Throws `ApiError`. */
export function makeOperation<Schema extends z.ZodType>(
  schema: Schema,
  run: (context: ApiContext, request: z.output<Schema>) => unknown,
  refused: (message: string) => ApiError = validationFailed,
): Operation {
  return (context, request) => {
    const parsed = schema.safeParse(withoutNulls(request), { reportInput: true })
    if (!parsed.success) throw toFault(parsed.error, refused)
    return run(context, parsed.data)
  }
}

/** A field that is null is one that is not there. */
function withoutNulls(request: unknown): unknown {
  if (typeof request !== "object" || request === null || Array.isArray(request)) return request
  return present(request as Readonly<Record<string, unknown>>)
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
