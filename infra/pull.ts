import { archives } from "@mapfold/core/workflow/archives"
import { pullDefinition } from "@mapfold/core/workflow/pull-definition"
import { COPY_SECONDS } from "@mapfold/core/workflow/time-limits"
import { makeFunction } from "./make-function.ts"
import { makeMachine } from "./make-machine.ts"
import { partition } from "./stage.ts"
import { input } from "./storage.ts"
import { machineName } from "./workflow.ts"

/** What `mapfold pull --stage` starts. A bucket that was there before the stage is never written to: it has none then. */
export const pull = input.isOurs ? makePull() : null

function makePull() {
  const copy = makeFunction("Copy", {
    module: "copy",
    description: "Copies the files of a batch from a public archive",
    // where S3 does not copy by itself, eight files of up to 64 MiB at a time go through it
    memoryMegabytes: 1_024,
    timeoutSeconds: COPY_SECONDS,
    permissions: [
      // to S3 it is no anonymous read: the owner of the bucket and this account must both allow it
      {
        actions: ["s3:GetObject"],
        resources: archives.map(({ bucket }) => $interpolate`arn:${partition}:s3:::${bucket}/*`),
      },
      { actions: ["s3:PutObject"], resources: [$interpolate`${input.arn}/*`] },
    ],
  })
  return makeMachine("Pull", {
    // no stage has an underscore in its name: that of "prod" is not the workflow of a stage "prod-pull"
    physicalName: `${machineName}_pull`,
    role: "workflow",
    labels: ["Pull"],
    functions: [copy],
    prefix: "pulls/",
    permissions: [],
    define: ({ buckets, functions: [copy], childType }) =>
      pullDefinition({ copy: copy!, buckets, childType }),
  })
}
