import { describe, expect, it } from "vitest"
import { makeMemoryStore } from "../memory-store.fixture.ts"
import type { Target } from "../runs/target.ts"
import { checkStage } from "./check-stage.ts"

const OWN = "mapfold-prod-inputbucket-abc"
const machine = "arn:aws:states:eu-west-1:123456789012:stateMachine:mapfold-prod"

function targetOf(input: Target["input"]): Target {
  return {
    ...{ engine: "aws", stage: null, region: "eu-west-1", stateMachineArn: machine, logs: [], memory: null },
    ...{ input, output: { bucket: "results" } },
  }
}

const stageOf = (input: Target["input"]) => ({
  target: targetOf(input),
  ...makeMemoryStore(input.bucket, "results"),
})
const bytes = new TextEncoder().encode("{}")

describe("a stage that is known by its machine alone", () => {
  it("has a bucket of its own where that is named after it", async () => {
    await expect(checkStage(stageOf({ bucket: OWN, prefix: "" }))).resolves.toBeUndefined()
  })

  it.each([
    { bucket: "weather-files", prefix: "" },
    { bucket: OWN, prefix: "noaa/" },
    { bucket: "mapfold-production-inputbucket-abc", prefix: "" },
  ])("has not where it reads $bucket below '$prefix'", async (input) => {
    await expect(checkStage(stageOf(input))).rejects.toMatchObject({
      name: "VerifyRefused",
      message: expect.stringContaining(`s3://${input.bucket}/${input.prefix}, which is not its own`),
    })
  })
})

describe("a stage that says whose its bucket is", () => {
  it("is believed", async () => {
    await expect(checkStage(stageOf({ bucket: "any", prefix: "", isOwn: true }))).resolves.toBeUndefined()
    await expect(checkStage(stageOf({ bucket: OWN, prefix: "", isOwn: false }))).rejects.toThrow(
      "not its own",
    )
  })
})

describe("a year that verify uses", () => {
  it("is refused with somebody's result", async () => {
    const stage = stageOf({ bucket: OWN, prefix: "" })
    await stage.store.put("results", "results/gsod-hottest/year=2098/latest.json", bytes)
    await expect(checkStage(stage)).rejects.toThrow(
      "s3://results/results/gsod-hottest/year=2098/ has a result: verify uses that year",
    )
  })

  it("is taken with a result that an earlier verify has left", async () => {
    const stage = stageOf({ bucket: OWN, prefix: "" })
    const latest = new TextEncoder().encode('{"run":"mapfold-verify-main-20260101T000000-abcd"}')
    await stage.store.put("results", "results/gsod-hottest/year=2098/latest.json", latest)
    await expect(checkStage(stage)).resolves.toBeUndefined()
  })
})
