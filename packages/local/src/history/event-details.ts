import type { HistoryEvent } from "./history.ts"

/** Fields that are JSON in AWS's events, and how each is said to be whole. */
const DATA: Readonly<Record<string, string | null>> = {
  input: "inputDetails",
  output: "outputDetails",
  parameters: null,
}

/** Events of which AWS says more than that they happened; the two kinds of states are told by their ends. */
const DETAILED: ReadonlySet<string> = new Set([
  ...["ExecutionStarted", "ExecutionSucceeded", "ExecutionFailed", "ExecutionAborted", "ExecutionTimedOut"],
  ...["ExecutionRedriven", "EvaluationFailed"],
  ...["TaskScheduled", "TaskStarted", "TaskSucceeded", "TaskFailed", "TaskTimedOut"],
  ...["LambdaFunctionScheduled", "LambdaFunctionSucceeded", "LambdaFunctionFailed", "LambdaFunctionTimedOut"],
  ...["MapStateStarted", "MapIterationStarted", "MapIterationSucceeded", "MapIterationFailed"],
  ...["MapIterationAborted", "MapRunStarted", "MapRunFailed", "MapRunRedriven"],
])

/** The name of the field that holds an event's details, or null. */
export function detailsField(type: string): string | null {
  if (type.endsWith("StateEntered")) return "stateEnteredEventDetails"
  if (type.endsWith("StateExited")) return "stateExitedEventDetails"
  return DETAILED.has(type) ? `${type[0]!.toLowerCase()}${type.slice(1)}EventDetails` : null
}

/**
 * An event's details as GetExecutionHistory has them: values are JSON in strings. Without data, inputs and outputs are left out.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html
 */
export function toEventDetails({ details }: HistoryEvent, withData: boolean): Record<string, unknown> {
  const fields: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(details)) {
    if (value === undefined) continue
    const note = DATA[name]
    if (note === undefined && name !== "assignedVariables") fields[name] = value
    else if (withData) fields[name] = name === "assignedVariables" ? eachAsText(value) : JSON.stringify(value)
    if (withData && note) fields[note] = { truncated: false }
    if (withData && name === "assignedVariables") fields.assignedVariablesDetails = { truncated: false }
  }
  return fields
}

function eachAsText(value: unknown): Record<string, string> {
  return Object.fromEntries(
    Object.entries(value as object).map(([name, one]) => [name, JSON.stringify(one) ?? "null"]),
  )
}
