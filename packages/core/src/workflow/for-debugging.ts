import type { Machine } from "./asl/machine.ts"
import { STATE_GRACE_SECONDS } from "./time-limits.ts"

/** Children at a time while somebody steps through them: one is looked at, one waits. */
const CONCURRENCY = 2
/** Seconds that a breakpoint can be held: the longest that a Lambda function may run. */
const HELD_SECONDS = 900

type Fields = { readonly [name: string]: unknown }

/**
 * The workflow as it runs while its handlers are debugged live: nothing is called twice behind the debugger's back, and nothing
 * ends while a breakpoint is held. Its children must be STANDARD, as an EXPRESS one ends after five minutes.
 */
export function forDebugging(machine: Machine): Machine {
  return relax(machine) as Machine
}

function relax(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(relax)
  if (typeof value !== "object" || value === null) return value
  const fields = value as Fields
  const relaxed = Object.entries(fields)
    .filter(([name]) => name !== "Retry")
    .map(([name, field]) => [name, relax(field)])
  return {
    ...Object.fromEntries(relaxed),
    ...(fields.TimeoutSeconds !== undefined && { TimeoutSeconds: HELD_SECONDS + STATE_GRACE_SECONDS }),
    ...(fields.MaxConcurrency !== undefined && { MaxConcurrency: CONCURRENCY }),
  }
}
