import type {
  ChoiceState,
  FailState,
  PassState,
  SucceedState,
  WaitState,
} from "@mapfold/core/workflow/asl/simple-states"
import { MAX_SECONDS } from "@mapfold/core/workflow/asl/state-fields"
import { isTimestamp } from "@mapfold/core/workflow/asl/timestamp"
import { QueryFailed, StateFailed } from "../errors.ts"
import { throwIfAborted } from "./aborted.ts"
import { evaluateAs, evaluateNumber, evaluationFailed, isBoolean, isText, whereIn } from "./evaluate.ts"
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
    const place = `Choices[${at}]/`
    const holds = await evaluateAs(visit, rule.Condition, `${place}Condition`, "boolean", isBoolean)
    if (holds) return leave(visit, rule, {}, visit.input, rule.Next, place)
  }
  if (Default !== undefined) return leave(visit, visit.state, {}, visit.input, Default)
  const cause = "Failed to transition out of the state. The state does not point to a next state."
  throw new StateFailed("States.NoChoiceMatched", `${whereIn(visit)} ${cause}`)
}

export async function runFail(visit: Visit<FailState>): Promise<never> {
  const { Error: name, Cause: cause } = visit.state
  throw new StateFailed(
    name === undefined ? undefined : await evaluateAs(visit, name, "Error", "string", isText),
    cause === undefined ? undefined : await evaluateAs(visit, cause, "Cause", "string", isText),
  )
}

export async function runWait(visit: Visit<WaitState>): Promise<Step> {
  const { ports, signal } = visit.thread
  await ports.sleep(await waitMilliseconds(visit), signal)
  throwIfAborted(signal)
  return leave(visit, visit.state, {}, visit.input, nextOf(visit.state))
}

async function waitMilliseconds(visit: Visit<WaitState>): Promise<number> {
  const { Seconds, Timestamp } = visit.state
  if (Seconds !== undefined) {
    const range = { integer: true, minimum: 0, maximum: MAX_SECONDS }
    const milliseconds = (await evaluateNumber(visit, Seconds, "Seconds", range)) * 1_000
    const passed = visit.since === null ? 0 : visit.thread.ports.now() - visit.since
    return Math.max(0, milliseconds - Math.max(0, passed))
  }
  const text = await evaluateAs(visit, Timestamp, "Timestamp", "string", isText)
  if (!isTimestamp(text)) {
    const message = `The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: ${text}`
    throw evaluationFailed(visit, new QueryFailed(message, "Timestamp"))
  }
  return Math.max(0, Date.parse(text) - visit.thread.ports.now())
}
