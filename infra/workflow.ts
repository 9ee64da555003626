import { definition } from "@mapfold/core/workflow/definition"
import { forDebugging } from "@mapfold/core/workflow/for-debugging"
import { prepare, process, reduce } from "./functions.ts"
import { onOutput, SAMPLE_TRACES, type Statement, TRACE } from "./iam/permissions.ts"
import { accountId, arnOf, settings } from "./stage.ts"
import { input, output } from "./storage.ts"

/** Static, so that the role can name its own machine's executions. */
export const machineName = `${$app.name}-${$app.stage}`

/** The labels of the definition's two Maps: their children are executions of `<machine>/<label>`. */
export const MAP_LABELS = ["MapListed", "MapItems"]

/** A group below /aws/vendedlogs/ needs no resource policy of its own, of which an account has ten in all. */
export const logGroup = new aws.cloudwatch.LogGroup("WorkflowLog", {
  name: `/aws/vendedlogs/states/${machineName}`,
  retentionInDays: settings.logs.retentionDays,
})

/** Of the machine's Maps. https://docs.aws.amazon.com/step-functions/latest/dg/iam-policies-eg-dist-map.html */
const children = MAP_LABELS.map((label) => arnOf("states", `execution:${machineName}/${label}:*`))

const LOG_DELIVERY: Statement = {
  actions: [
    "logs:CreateLogDelivery",
    "logs:GetLogDelivery",
    "logs:UpdateLogDelivery",
    "logs:DeleteLogDelivery",
    "logs:ListLogDeliveries",
    "logs:PutResourcePolicy",
    "logs:DescribeResourcePolicies",
    "logs:DescribeLogGroups",
  ],
  resources: ["*"],
}

const permissions: Statement[] = [
  // any version: a redriven run calls the one that it began with
  {
    actions: ["lambda:InvokeFunction"],
    resources: [prepare, process, reduce].flatMap(({ arn }) => [arn, $interpolate`${arn}:*`]),
  },
  // the Maps start their children, see how they are, and stop and redrive them
  { actions: ["states:StartExecution"], resources: [arnOf("states", `stateMachine:${machineName}`)] },
  {
    actions: ["states:DescribeExecution", "states:StopExecution"],
    resources: [arnOf("states", `execution:${machineName}:*`), ...children],
  },
  { actions: ["states:RedriveExecution"], resources: children },
  // MapListed lists the input
  {
    actions: ["s3:ListBucket"],
    resources: [input.arn],
    ...(input.prefix !== "" && {
      conditions: [{ test: "StringLike", variable: "s3:prefix", values: [`${input.prefix}*`] }],
    }),
  },
  // MapItems reads runs/<run>/items.jsonl; ResultWriter writes below runs/<run>/map, in parts where it is much
  onOutput("runs/", "s3:GetObject", "s3:PutObject", "s3:ListMultipartUploadParts", "s3:AbortMultipartUpload"),
  LOG_DELIVERY,
  ...(settings.tracing ? [TRACE, SAMPLE_TRACES] : []),
]

const role = new aws.iam.Role("WorkflowRole", {
  name: `${machineName}-workflow`,
  assumeRolePolicy: aws.iam.getPolicyDocumentOutput({
    statements: [
      {
        actions: ["sts:AssumeRole"],
        principals: [{ type: "Service", identifiers: ["states.amazonaws.com"] }],
        // not for a machine of somebody else's
        conditions: [{ test: "StringEquals", variable: "aws:SourceAccount", values: [accountId] }],
      },
    ],
  }).json,
  inlinePolicies: [
    { name: "workflow", policy: aws.iam.getPolicyDocumentOutput({ statements: permissions }).json },
  ],
})

function renderDefinition([inputBucket, outputBucket, prepareArn, processArn, reduceArn]: string[]): string {
  const targets = {
    functions: { prepare: prepareArn!, process: processArn!, reduce: reduceArn! },
    buckets: { input: inputBucket!, output: outputBucket! },
  }
  const machine = $dev ? forDebugging(definition({ ...targets, childType: "STANDARD" })) : definition(targets)
  return JSON.stringify(machine)
}

export const stateMachine = new aws.sfn.StateMachine("Workflow", {
  name: machineName,
  roleArn: role.arn,
  definition: $resolve([input.bucket, output.name, prepare.version, process.version, reduce.version]).apply(
    renderDefinition,
  ),
  loggingConfiguration: {
    logDestination: $interpolate`${logGroup.arn}:*`,
    level: "ALL",
    includeExecutionData: settings.logs.executionData,
  },
  tracingConfiguration: { enabled: settings.tracing },
})

/** For whoever starts runs: the status API, triggers. */
export const workflow = new sst.Linkable("Mapfold", {
  properties: { stateMachineArn: stateMachine.arn },
  include: [sst.aws.permission({ actions: ["states:StartExecution"], resources: [stateMachine.arn] })],
})
