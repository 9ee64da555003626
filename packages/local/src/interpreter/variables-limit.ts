import { MAX_PAYLOAD_BYTES } from "@mapfold/core/run/settings"
import { StateFailed } from "../errors.ts"
import type { Thread } from "./thread.ts"

/** Of all variables that a state sees. https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html */
const MAX_VARIABLES_BYTES = 10 * 1024 * 1024

/** Throws States.DataLimitExceeded where the variables, each of which is within its own limit, are too much together. */
export function checkVariables(name: string, variables: Thread["variables"]): void {
  const values = Object.values(variables)
  // so few cannot come to more: nothing is measured for most machines
  if (values.length * MAX_PAYLOAD_BYTES <= MAX_VARIABLES_BYTES) return
  const bytes = values.reduce<number>((sum, value) => sum + Buffer.byteLength(JSON.stringify(value)), 0)
  if (bytes <= MAX_VARIABLES_BYTES) return
  const cause = `The state '${name}' makes the variables ${bytes} bytes in all; ${MAX_VARIABLES_BYTES} is the service limit.`
  throw new StateFailed("States.DataLimitExceeded", cause)
}
