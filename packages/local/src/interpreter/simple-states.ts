import type {
  ChoiceState,
  FailState,
  PassState,
  SucceedState,
  WaitState,
} from "@mapfold/core/workflow/asl/states"
import { QueryFailed, StateFailed } from "../errors.ts"
import { throwIfAborted } from "./aborted.ts"
import { evaluateAs, evaluationFailed, isBoolean, isCount, isText } from "./evaluate.ts"
import { leave, nextOf } from "./leave.ts"
import type { Step, Visit } from "./thread.ts"

export function runPass(visit: Visit<PassState>): Promise<Step> {
  return leave(visit, visit.state, {}, visit.input, nextOf(visit.state))
}

export function runSucceed(visit: Visit<SucceedState>): Promise<Step> {
  return leave(visit, visit.state, {}, visit.input, null)
}

/** The first rule whose condition holds, else Default. Throws States.NoChoiceMatched. */
export async function runChoice(visit: Visit<ChoiceState>): Promise<Step> {
  const { Choices, Default } = visit.state
  for (const [at, rule] of Choices.entries()) {
    const holds = await evaluateAs(visit, rule.Condition, `Choices[${at}]/Condition`, "boolean", isBoolean)
    if (holds) return leave(visit, rule, {}, visit.input, rule.Next)
  }
  if (Default !== undefined) return leave(visit, visit.state, {}, visit.input, Default)
  const cause = `Failed to transition out of the state '${visit.name}'. The state does not point to a next state.`
  throw new StateFailed("States.NoChoiceMatched", cause)
}

export async function runFail(visit: Visit<FailState>): Promise<never> {
  const { Error: name, Cause: cause } = visit.state
  throw new StateFailed(
    name === undefined ? undefined : await evaluateAs(visit, name, "Error", "string", isText),
    cause === undefined ? undefined : await evaluateAs(visit, cause, "Cause", "string", isText),
  )
}

/** An ISO 8601 date-time with its offset, as AWS wants it: a T, and a Z or `+hh:mm`. */
const TIMESTAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/

export async function runWait(visit: Visit<WaitState>): Promise<Step> {
  const { ports, signal } = visit.thread
  await ports.sleep(await waitMilliseconds(visit), signal)
  throwIfAborted(signal)
  return leave(visit, visit.state, {}, visit.input, nextOf(visit.state))
}

async function waitMilliseconds(visit: Visit<WaitState>): Promise<number> {
  const { Seconds, Timestamp } = visit.state
  if (Seconds !== undefined) return (await evaluateAs(visit, Seconds, "Seconds", "integer", isCount)) * 1_000
  const text = await evaluateAs(visit, Timestamp, "Timestamp", "string", isText)
  const until = TIMESTAMP.test(text) ? Date.parse(text) : Number.NaN
  if (Number.isNaN(until)) {
    const message = `The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: ${text}`
    throw evaluationFailed(visit, new QueryFailed(message), "Timestamp")
  }
  return Math.max(0, until - visit.thread.ports.now())
}
