import { definition } from "@mapfold/core/workflow/definition"
import { prepare, process, reduce } from "./functions.ts"
import { makeMachine } from "./make-machine.ts"
import { input } from "./storage.ts"

export const machineName = `${$app.name}-${$app.stage}`

/** The labels of the definition's two Maps. */
export const MAP_LABELS = ["MapListed", "MapItems"]

export const { stateMachine, logGroup } = makeMachine("Workflow", {
  physicalName: machineName,
  role: "workflow",
  labels: MAP_LABELS,
  functions: [prepare, process, reduce],
  // MapItems reads runs/<run>/items.jsonl; ResultWriter writes below runs/<run>/map
  prefix: "runs/",
  permissions: [
    // MapListed lists the input
    {
      actions: ["s3:ListBucket"],
      resources: [input.arn],
      ...(input.prefix !== "" && {
        conditions: [{ test: "StringLike", variable: "s3:prefix", values: [`${input.prefix}*`] }],
      }),
    },
  ],
  define: ({ buckets, functions: [prepare, process, reduce], childType }) =>
    definition({
      functions: { prepare: prepare!, process: process!, reduce: reduce! },
      ...{ buckets, childType },
    }),
})

/** For whoever starts runs: the status API, triggers. */
export const workflow = new sst.Linkable("Mapfold", {
  properties: { stateMachineArn: stateMachine.arn },
  include: [sst.aws.permission({ actions: ["states:StartExecution"], resources: [stateMachine.arn] })],
})
