import { prepare, process, reduce } from "./functions.ts"
import { MAP_LABELS, stateMachine } from "./workflow.ts"

// Names and dimensions of metrics, for alarms and dashboard. AWS's own:
// https://docs.aws.amazon.com/step-functions/latest/dg/procedure-cw-metrics.html and
// https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html

export const FUNCTIONS = { prepare, process, reduce }

/** The ARN under which the children of a Map are counted: `…:stateMachine:<machine>/<label>`. */
export function childMachine(label: string): $util.Output<string> {
  return $interpolate`${stateMachine.arn}/${label}`
}

export const CHILD_MACHINES = MAP_LABELS.map(childMachine)
