import { parseMachine } from "@mapfold/core/workflow/asl/machine"
import type { Call } from "../evaluate/allows.ts"
import type { EvaluatedStage, Fields } from "../evaluate/resource.ts"
import { machineOf } from "../evaluate/roles.ts"

/** Of functions: `arn:aws:lambda:…:function:mapfold-prod-process:1` */
const VERSION = /:\d+$/

/**
 * What Step Functions calls in the machine's name: what the definition says, and what a Distributed Map does besides.
 *
 * https://docs.aws.amazon.com/step-functions/latest/dg/iam-policies-eg-dist-map.html,
 * https://docs.aws.amazon.com/step-functions/latest/dg/redrive-map-run.html,
 * https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html#cloudwatch-iam-policy
 */
export function workflowCalls(stage: EvaluatedStage, name: "Workflow" | "Pull"): Call[] {
  const machine = machineOf(stage, name)
  const files = `${name === "Pull" ? "pulls" : "runs"}/run-1`
  const text = machine.inputs.definition as string
  const maps = Object.values(parseMachine(JSON.parse(text)).States).filter((state) => "ItemReader" in state)
  const functions = [...text.matchAll(/"FunctionName":"([^"]+)"/g)].map(([, arn]) => arn!)
  const tracing = (machine.inputs.tracingConfiguration as Fields).enabled === true
  return [
    ...functions.flatMap(invocations),
    ...maps.flatMap((map) => mapCalls(machine.outputs.arn as string, map as unknown as MapFields, files)),
    ...[
      "logs:CreateLogDelivery",
      "logs:GetLogDelivery",
      "logs:UpdateLogDelivery",
      "logs:DeleteLogDelivery",
      "logs:ListLogDeliveries",
      "logs:PutResourcePolicy",
      "logs:DescribeResourcePolicies",
      "logs:DescribeLogGroups",
      ...(tracing ? TRACE_CALLS : []),
      ...(tracing ? ["xray:GetSamplingRules", "xray:GetSamplingTargets"] : []),
    ].map((action) => ({ action, resource: "*" })),
  ]
}

export const TRACE_CALLS = ["xray:PutTraceSegments", "xray:PutTelemetryRecords"]

/** The version of this deploy, an older one that a redriven run began with, and in sst dev none. */
function invocations(arn: string): Call[] {
  const action = "lambda:InvokeFunction"
  const unqualified = arn.replace(VERSION, "")
  return [arn, `${unqualified}:7`, unqualified].map((resource) => ({ action, resource }))
}

type MapFields = {
  readonly Label: string
  readonly ItemReader: {
    readonly Resource: string
    readonly Arguments: { readonly Bucket: string; readonly Prefix?: string }
  }
  readonly ResultWriter: { readonly Arguments: { readonly Bucket: string } }
}

/** `files` is where in the output bucket an execution has its own. */
function mapCalls(machineArn: string, { Label, ItemReader, ResultWriter }: MapFields, files: string): Call[] {
  const executions = machineArn.replace(":stateMachine:", ":execution:")
  const child = `${executions}/${Label}:8a1d`
  const written = `arn:aws:s3:::${ResultWriter.Arguments.Bucket}/${files}/map/8a1d/SUCCEEDED_0.jsonl`
  const bucket = `arn:aws:s3:::${ItemReader.Arguments.Bucket}`
  const read: Call = ItemReader.Resource.endsWith(":listObjectsV2")
    ? { action: "s3:ListBucket", resource: bucket, context: { "s3:prefix": "<prefix>2025/" } }
    : { action: "s3:GetObject", resource: `${bucket}/${files}/items.jsonl` }
  return [
    read,
    { action: "states:StartExecution", resource: machineArn },
    ...["states:DescribeExecution", "states:StopExecution"].flatMap((action) =>
      [`${executions}:run-1`, child].map((resource) => ({ action, resource })),
    ),
    { action: "states:RedriveExecution", resource: child },
    ...["s3:PutObject", "s3:GetObject", "s3:ListMultipartUploadParts", "s3:AbortMultipartUpload"].map(
      (action) => ({
        action,
        resource: written,
      }),
    ),
  ]
}
