import type { Target } from "@mapfold/functions/runs/target"
import { FUNCTIONS } from "../engine/functions.ts"
import { PLACE } from "../engine/start-run.ts"
import { BUCKETS } from "../engine/workflow.ts"
import { WORKFLOW } from "../engine/workflow-name.ts"
import { arnsOf } from "../interpreter/arns.ts"

/** Where the runs of a home are, as its endpoints tell of them. */
export const embeddedTarget: Target = {
  ...{ engine: "local", stage: null, region: PLACE.region, memory: null },
  stateMachineArn: arnsOf({ ...PLACE, name: WORKFLOW }).stateMachine,
  input: { bucket: BUCKETS.input, prefix: "" },
  output: { bucket: BUCKETS.output },
  // every run has streams of its own
  logs: [
    {
      source: "workflow",
      group: `/aws/vendedlogs/states/${WORKFLOW}-Logs`,
      streams: `states/${WORKFLOW}/`,
    },
    ...(["prepare", "process", "reduce"] as const).map((source) => ({
      ...{ source, group: `/aws/lambda/${FUNCTIONS[source]}`, streams: "" },
    })),
  ],
}
