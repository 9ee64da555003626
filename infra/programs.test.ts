import { describe, expect, test } from "vitest"
import { evaluateStage } from "./evaluate/evaluate-stage.ts"
import { ofType } from "./evaluate/roles.ts"

describe("a program that goes wrong", () => {
  test("says which handler it cannot find", async () => {
    const extra = `new sst.aws.Function("Lost", { handler: "packages/functions/src/lambda/lost.handler" })`
    await expect(evaluateStage({ stage: "alice", extra })).rejects.toThrow(
      'stage "alice" cannot be deployed: Handler not found: packages/functions/src/lambda/lost.handler',
    )
  })

  test("says which secret is not set, and passes once it is", async () => {
    const extra = `
      const password = new sst.Secret("SitePassword")
      new aws.ssm.Parameter("Kept", { type: "SecureString", value: password.value })
    `
    await expect(evaluateStage({ stage: "alice", extra })).rejects.toThrow(
      "Set a value for SitePassword with `sst secret set SitePassword <value>`",
    )
    const secrets = { SitePassword: "correct horse" }
    const parameters = ofType(
      await evaluateStage({ stage: "alice", extra, secrets }),
      "aws:ssm/parameter:Parameter",
    )
    expect(parameters.find(({ name }) => name === "Kept")?.inputs.value).toBe("correct horse")
  })

  test("says which name is there twice", async () => {
    const component = `new sst.aws.Bucket("Output")`
    await expect(evaluateStage({ stage: "alice", extra: component })).rejects.toThrow(
      "Component name Output is not unique",
    )
    const raw = `new aws.sns.Topic("Twice"); new aws.sns.Topic("Twice")`
    await expect(evaluateStage({ stage: "alice", extra: raw })).rejects.toThrow(
      'two resources of type aws:sns/topic:Topic have the name "Twice"',
    )
  })

  test("says what a stage's settings get wrong", async () => {
    const settings = { memory: { process: 64 } }
    await expect(evaluateStage({ stage: "alice", settings })).rejects.toThrow(
      "memory.process: Lambda gives at least 128 MB",
    )
  })

  test("ends where something that it waits for never comes", async () => {
    const extra = "await new Promise(() => {})"
    await expect(evaluateStage({ stage: "alice", extra })).rejects.toThrow("the program never ended")
  })
})
