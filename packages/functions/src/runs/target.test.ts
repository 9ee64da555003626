import type { StageParameter } from "@mapfold/core/workflow/stage-parameter"
import { expect, it } from "vitest"
import { toTarget } from "./target.ts"

it("knows of a stage what its parameter says, and the log group of each function", () => {
  const deployed = (name: string, memoryMegabytes: number) => ({
    name,
    logGroup: `/aws/lambda/${name}`,
    memoryMegabytes,
  })
  const stage: StageParameter = {
    ...{ format: 1, stage: "prod", region: "eu-west-1", stateMachineArn: "arn" },
    input: { bucket: "files", prefix: "noaa/" },
    output: { bucket: "results" },
    logGroup: "/aws/vendedlogs/states/m",
    functions: { prepare: deployed("p", 512), process: deployed("q", 2_048), reduce: deployed("r", 1_024) },
  }
  expect(toTarget(stage)).toEqual({
    ...{ engine: "aws", stage: "prod", region: "eu-west-1", stateMachineArn: "arn" },
    input: { bucket: "files", prefix: "noaa/" },
    output: { bucket: "results" },
    logs: [
      { source: "workflow", group: "/aws/vendedlogs/states/m", streams: null },
      { source: "prepare", group: "/aws/lambda/p", streams: null },
      { source: "process", group: "/aws/lambda/q", streams: null },
      { source: "reduce", group: "/aws/lambda/r", streams: null },
    ],
    memory: { prepare: 512, process: 2_048, reduce: 1_024 },
  })
})
