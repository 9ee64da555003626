import { describe, expect, it } from "vitest"
import { makeCommand } from "../command.ts"
import { addStageFlags, isOnStage, refuseFlags, stageWords } from "./stage-flags.ts"

const ARN = "arn:aws:states:eu-west-1:123456789012:stateMachine:mapfold-prod"

/** The command as these words leave it. */
function parse(...words: string[]) {
  const command = addStageFlags(makeCommand("look"), "at this").option("--dir <folder>", "there", ".mapfold")
  command.parse(words, { from: "user" })
  return command
}

describe("the flags of a stage", () => {
  it.each([
    [[], false],
    [["--dir", "x"], false],
    [["--stage", "prod"], true],
    [["--state-machine-arn", ARN, "--region", "eu-west-1"], true],
  ])("say whether there is one: %j", (words, isOn) => {
    expect(isOnStage(parse(...words).opts())).toBe(isOn)
  })

  it("are given again as words", () => {
    const words = ["--stage", "prod", "--region", "eu-west-1"]
    expect(stageWords(parse(...words).opts())).toEqual(words)
    expect(stageWords({ stateMachineArn: ARN })).toEqual(["--state-machine-arn", ARN])
  })

  it("refuse what has been given and not what is there by default", () => {
    expect(() => refuseFlags(parse("--stage", "prod"), { dir: "no" })).not.toThrow()
    expect(() =>
      refuseFlags(parse("--stage", "prod", "--dir", ".mapfold"), { dir: "no; leave it out" }),
    ).toThrow("--dir does not go with a stage: no; leave it out")
  })
})
