import { type StageParameter, stageParameterName } from "@mapfold/core/workflow/stage-parameter"
import { prepare, process, reduce } from "./functions.ts"
import type { DeployedFunction } from "./make-function.ts"
import { pull } from "./pull.ts"
import { region } from "./stage.ts"
import { input, output } from "./storage.ts"
import { logGroup, stateMachine } from "./workflow.ts"

/** What there is to know of the stage, as JSON: a `StageParameter`. */
export const target = $resolve([
  ...[region, stateMachine.arn, input.bucket, output.name, logGroup.name],
  ...(pull === null ? [] : [pull.stateMachine.arn]),
]).apply(([region, stateMachineArn, inputBucket, outputBucket, logGroup, pullArn]) =>
  JSON.stringify({
    format: 1,
    stage: $app.stage,
    region,
    stateMachineArn,
    input: { bucket: inputBucket, prefix: input.prefix, isOwn: input.isOurs },
    output: { bucket: outputBucket },
    logGroup,
    functions: { prepare: describe(prepare), process: describe(process), reduce: describe(reduce) },
    ...(pullArn !== undefined && { pull: { stateMachineArn: pullArn } }),
  } satisfies StageParameter),
)

/** Where the command finds the stage. */
export const parameter = new aws.ssm.Parameter("Parameter", {
  name: stageParameterName($app.stage),
  description: `Stage ${$app.stage} of Mapfold, for the mapfold command`,
  type: "String",
  value: target,
})

function describe({
  name,
  logGroup,
  memoryMegabytes,
}: DeployedFunction): StageParameter["functions"]["prepare"] {
  return { name, logGroup, memoryMegabytes }
}
