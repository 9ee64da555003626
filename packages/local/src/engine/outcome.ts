import type { ExecutionOutcome } from "../interpreter/execution.ts"
import type { ChildFailure } from "./progress.ts"

/** How a run ended. `cause` is a sentence for people. */
export type Outcome =
  | { readonly status: "SUCCEEDED"; readonly output: unknown }
  | { readonly status: "FAILED"; readonly error: string; readonly cause: string }
  | { readonly status: "ABORTED" }

/** An execution's end as a person should read it: a function's own message, not the JSON around it. */
export function toOutcome(outcome: ExecutionOutcome, firstFailure: ChildFailure | undefined): Outcome {
  if (outcome.status === "SUCCEEDED") return outcome
  if (outcome.status === "ABORTED") return { status: "ABORTED" }
  if (outcome.status === "TIMED_OUT") {
    return {
      status: "FAILED",
      error: "States.Timeout",
      cause: "the run took longer than its workflow allows",
    }
  }
  const cause = readableCause(outcome.cause ?? "")
  const error = outcome.error ?? "Failed"
  if (firstFailure === undefined || error !== "States.ExceedToleratedFailureThreshold") {
    return { status: "FAILED", error, cause }
  }
  const first = `${firstFailure.error}: ${readableCause(firstFailure.cause)}`
  return { status: "FAILED", error, cause: `${cause}; the first batch that failed: ${first}` }
}

/** The message where the cause is a function's answer, else the cause. */
export function readableCause(cause: string): string {
  if (!cause.startsWith("{")) return cause
  try {
    const { errorMessage } = JSON.parse(cause) as { errorMessage?: unknown }
    return typeof errorMessage === "string" ? errorMessage : cause
  } catch {
    return cause
  }
}
