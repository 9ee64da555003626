import * as z from "zod"
import { Catch, Retry } from "./failure-rules.ts"
import { Literal, Template, Variables } from "./template.ts"

/** The longest timeout or wait that AWS takes, in seconds. */
export const MAX_SECONDS = 99_999_999

export const described = { Comment: z.string().optional(), QueryLanguage: z.literal("JSONata").optional() }
export const result = { Assign: Variables.optional(), Output: Template.optional() }
export const end = { Next: Literal.optional(), End: z.literal(true).optional() }
export const failures = { Retry: Retry.optional(), Catch: Catch.optional() }

/** A state ends in a next state or in the end, never in both or neither. */
export function endsOnce(state: { Next?: string | undefined; End?: true | undefined }): boolean {
  return (state.Next === undefined) !== (state.End === undefined)
}
export const ENDS_ONCE = "needs either Next or End"
