import type { State } from "@mapfold/core/workflow/asl/states"
import { type Extra, evaluate } from "./evaluate.ts"
import { checkLimit } from "./payload-limit.ts"
import { record, type Step, type Visit } from "./thread.ts"
import { checkVariables } from "./variables-limit.ts"

/** The fields that decide what a visit leaves behind: a state's, a choice rule's or a catcher's. */
export type Leaving = {
  readonly Assign?: Readonly<Record<string, unknown>> | undefined
  readonly Output?: unknown
}

/**
 * Evaluates Assign and Output, both with the variables as they were before, and leaves the state.
 * Without Output, `fallback` is the output. `place` is where in the state the fields are: `Catch[0]/`.
 */
export async function leave(
  visit: Visit,
  fields: Leaving,
  extra: Extra,
  fallback: unknown,
  next: string | null,
  place = "",
): Promise<Step> {
  const assigned =
    fields.Assign === undefined ? undefined : await evaluate(visit, fields.Assign, `${place}Assign`, extra)
  if (assigned !== undefined) checkLimit(visit.thread, visit.name, assigned)
  const output =
    fields.Output === undefined ? fallback : await evaluate(visit, fields.Output, `${place}Output`, extra)
  checkLimit(visit.thread, visit.name, output)
  const { thread } = visit
  if (assigned !== undefined) {
    const variables = { ...thread.variables, ...(assigned as object) }
    checkVariables(visit.name, variables)
    thread.variables = variables
  }
  const details = { name: visit.name, output, assignedVariables: assigned }
  record(thread, `${visit.state.Type}StateExited`, details, next === null ? undefined : { next })
  thread.openState = null
  return { output, next }
}

/** Where a state with Next or End goes on. */
export function nextOf(state: State): string | null {
  return "Next" in state ? (state.Next ?? null) : null
}
