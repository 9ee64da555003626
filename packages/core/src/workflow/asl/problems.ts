import type * as z from "zod"

/** What JSONPath machines use, and what stands for it in JSONata. */
const JSONPATH_FIELDS: Readonly<Record<string, string>> = {
  InputPath: "write {% $states.input… %} where it is needed",
  OutputPath: "write Output",
  ResultPath: "write Output or Assign",
  ResultSelector: "write Output",
  Parameters: "write Arguments, or ItemSelector in a Map",
  Result: "write Output",
  ItemsPath: "write Items",
  Variable: "write Condition",
  ErrorPath: "write Error",
  CausePath: "write Cause",
  SecondsPath: "write Seconds",
  TimestampPath: "write Timestamp",
  TimeoutSecondsPath: "write TimeoutSeconds",
  HeartbeatSecondsPath: "write HeartbeatSeconds",
  MaxConcurrencyPath: "write MaxConcurrency",
  MaxItemsPath: "write MaxItems",
  MaxItemsPerBatchPath: "write MaxItemsPerBatch",
  MaxInputBytesPerBatchPath: "write MaxInputBytesPerBatch",
  ToleratedFailureCountPath: "write ToleratedFailureCount",
  ToleratedFailurePercentagePath: "write ToleratedFailurePercentage",
  Iterator: "write ItemProcessor",
}

/** One sentence a problem: `state "Prepare" › Retry[0]: unknown field "Intervall"`. */
export function describeIssue(issue: z.core.$ZodIssue): string[] {
  const place = describePath(issue.path)
  if (issue.code !== "unrecognized_keys") return [`${place}: ${issue.message}`]
  return issue.keys.map((key) => {
    if (key.endsWith(".$"))
      return `${place}: "${key}" is JSONPath, which is not supported: write the value as {% %}`
    const instead = Object.hasOwn(JSONPATH_FIELDS, key) ? JSONPATH_FIELDS[key] : undefined
    if (instead === undefined) return `${place}: unknown field "${key}"`
    return `${place}: "${key}" is JSONPath, which is not supported: ${instead}`
  })
}

function describePath(path: readonly PropertyKey[]): string {
  const parts: string[] = []
  for (let at = 0; at < path.length; at++) {
    const step = path[at]
    if (step === "States" && at + 1 < path.length) parts.push(`state "${String(path[++at])}"`)
    else if (typeof step === "number" && parts.length > 0) parts.push(`${parts.pop()}[${step}]`)
    else parts.push(String(step))
  }
  return parts.length === 0 ? "the machine" : parts.join(" › ")
}
