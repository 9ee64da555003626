import { prepare, process, reduce } from "../functions.ts"
import { arnOf } from "../stage.ts"
import { logGroup, MAP_LABELS, machineName, stateMachine } from "../workflow.ts"
import { onOutput, readInput, type Statement, seeMissingInput, seeMissingOutput } from "./permissions.ts"

const runs = arnOf("states", `execution:${machineName}:*`)
const batches = MAP_LABELS.map((label) => arnOf("states", `execution:${machineName}/${label}:*`))
const mapRuns = MAP_LABELS.map((label) => arnOf("states", `mapRun:${machineName}/${label}:*`))

/**
 * What the status API may do: see the runs of this stage's machine, start, stop and redrive them, and read what they left. It
 * writes nothing itself: what it starts does.
 */
export const statusPermissions: readonly Statement[] = [
  { actions: ["states:ListExecutions", "states:StartExecution"], resources: [stateMachine.arn] },
  { actions: ["states:ListExecutions", "states:DescribeMapRun"], resources: mapRuns },
  { actions: ["states:DescribeExecution"], resources: [runs, ...batches] },
  {
    actions: [
      "states:DescribeStateMachineForExecution",
      "states:GetExecutionHistory",
      "states:RedriveExecution",
      "states:StopExecution",
    ],
    resources: [runs],
  },
  // a plan lists the input, or looks at the objects that are named
  ...readInput,
  seeMissingInput,
  onOutput("runs/", "s3:GetObject"),
  seeMissingOutput,
  {
    actions: ["logs:FilterLogEvents"],
    resources: [logGroup.name, prepare.logGroup, process.logGroup, reduce.logGroup].map((name) =>
      arnOf("logs", $interpolate`log-group:${name}:*`),
    ),
  },
]
