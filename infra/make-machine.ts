import type { Machine } from "@mapfold/core/workflow/asl/machine"
import { forDebugging } from "@mapfold/core/workflow/for-debugging"
import { onOutput, SAMPLE_TRACES, type Statement, TRACE } from "./iam/permissions.ts"
import type { DeployedFunction } from "./make-function.ts"
import { accountId, arnOf, settings } from "./stage.ts"
import { input, output } from "./storage.ts"

export type MachineSettings = {
  /** Static, so that the role can name its own machine's executions. */
  readonly physicalName: string
  /** The last part of its role's name. */
  readonly role: string
  /** Of its Maps: their children are executions of `<machine>/<label>`. */
  readonly labels: readonly string[]
  readonly functions: readonly DeployedFunction[]
  /** What its executions leave lies below it, in the output bucket. */
  readonly prefix: string
  /** What its role may do besides what every Distributed Map does. */
  readonly permissions: readonly Statement[]
  /** Made of names and ARNs, the functions' in their order; in `sst dev` the children are STANDARD. */
  readonly define: (names: {
    readonly buckets: { readonly input: string; readonly output: string }
    readonly functions: readonly string[]
    readonly childType: "EXPRESS" | "STANDARD"
  }) => Machine
}

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

/** A state machine with its role, and its log group. */
export function makeMachine(name: string, made: MachineSettings) {
  const { physicalName } = made
  // a group below /aws/vendedlogs/ needs no resource policy of its own, of which an account has ten in all
  const logGroup = new aws.cloudwatch.LogGroup(`${name}Log`, {
    name: `/aws/vendedlogs/states/${physicalName}`,
    retentionInDays: settings.logs.retentionDays,
  })
  const versions = made.functions.map(({ version }) => version)
  const stateMachine = new aws.sfn.StateMachine(name, {
    name: physicalName,
    roleArn: makeRole(name, made).arn,
    definition: $resolve([input.bucket, output.name, ...versions]).apply(
      ([inputBucket, outputBucket, ...functions]) => {
        const buckets = { input: inputBucket!, output: outputBucket! }
        return JSON.stringify(
          $dev
            ? forDebugging(made.define({ buckets, functions, childType: "STANDARD" }))
            : made.define({ buckets, functions, childType: "EXPRESS" }),
        )
      },
    ),
    loggingConfiguration: {
      logDestination: $interpolate`${logGroup.arn}:*`,
      level: "ALL",
      includeExecutionData: settings.logs.executionData,
    },
    tracingConfiguration: { enabled: settings.tracing },
  })
  return { stateMachine, logGroup }
}

function makeRole(name: string, made: MachineSettings) {
  return new aws.iam.Role(`${name}Role`, {
    name: `${made.physicalName}-${made.role}`,
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
      {
        name: made.role,
        policy: aws.iam.getPolicyDocumentOutput({ statements: permissionsOf(made) }).json,
      },
    ],
  })
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/iam-policies-eg-dist-map.html */
function permissionsOf({
  physicalName,
  labels,
  functions,
  prefix,
  permissions,
}: MachineSettings): Statement[] {
  const children = labels.map((label) => arnOf("states", `execution:${physicalName}/${label}:*`))
  return [
    // any version: a run that is redriven calls the one that it began with
    {
      actions: ["lambda:InvokeFunction"],
      resources: functions.flatMap(({ arn }) => [arn, $interpolate`${arn}:*`]),
    },
    // the Maps start their children, see how they are, and stop and redrive them
    { actions: ["states:StartExecution"], resources: [arnOf("states", `stateMachine:${physicalName}`)] },
    {
      actions: ["states:DescribeExecution", "states:StopExecution"],
      resources: [arnOf("states", `execution:${physicalName}:*`), ...children],
    },
    { actions: ["states:RedriveExecution"], resources: children },
    // a Map reads its list, and ResultWriter writes, in parts where it is much
    onOutput(
      prefix,
      "s3:GetObject",
      "s3:PutObject",
      "s3:ListMultipartUploadParts",
      "s3:AbortMultipartUpload",
    ),
    ...permissions,
    LOG_DELIVERY,
    ...(settings.tracing ? [TRACE, SAMPLE_TRACES] : []),
  ]
}
