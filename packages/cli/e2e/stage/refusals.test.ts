import { existsSync, mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest"
import type { Ended } from "../command.ts"
import { summaryOf } from "../files.ts"
import { MACHINE, openStageWorld, parameterOf, type StageWorld } from "./stage-world.ts"

const STAGE = ["--stage", "test"]
const RUN = ["run", "gsod-hottest", "--year", "2025"]
const OTHER = MACHINE.replace(/mapfold$/, "other")

let world: StageWorld

beforeAll(async () => {
  world = await openStageWorld()
  mkdirSync(join(world.input, "2025"), { recursive: true })
  const row = '"01001099999","2025-01-01","1.0","1.0","1.0","A PLACE, NO","70.0"'
  writeFileSync(join(world.input, "2025/01001099999.csv"), `not,a,station\n${row}\n`)
})
afterAll(() => world.close())
afterEach(() => {
  world.standIn.refusals.clear()
  world.standIn.concurrency = 1_000
})

/** One sentence on stderr and no stack trace. */
function expectSentence({ stderr, stdout }: Ended): void {
  expect(stdout).toBe("")
  expect(stderr).toMatch(/^mapfold: .+\n$/)
  expect(stderr).not.toMatch(/\n +at |Error:/)
}

describe("a command line for a stage", () => {
  it.each([
    [[...RUN, ...STAGE, "--input", "x"], "--input does not go with a stage: it reads its own input bucket"],
    [
      [...RUN, ...STAGE, "--output=x"],
      "--output does not go with a stage: it writes to its own output bucket",
    ],
    [[...RUN, ...STAGE, "--dir", "x"], "--dir does not go with a stage: it keeps no state on this machine"],
    [
      [...RUN, ...STAGE, "--process-timeout", "9"],
      "--process-timeout does not go with a stage: its functions",
    ],
    [[...RUN, ...STAGE, "--jobs", "x.ts"], "--jobs does not go with a stage: a job file is not on AWS"],
    [["run", "mine", "--stage=test", "--jobs", "x.ts"], "--jobs does not go with a stage: a job file is not"],
    [
      ["sample", ...STAGE, "--to", "x"],
      "--to does not go with a stage: the data goes to the stage's own input",
    ],
    [["show", "some-run", ...STAGE, "--dir", "x"], "--dir does not go with a stage"],
    [["runs", "--region", "eu-west-1"], '--region is "eu-west-1", and no stage is named: give --stage, too'],
    [["runs", ...STAGE, "--state-machine-arn", OTHER], "each name a stage: give one of the two"],
    [["run", "gsod-hottest", ...STAGE], "a flag is missing: --year <integer>"],
    [["run", "gsod-hottest", "--year", "1800", ...STAGE], '"year" is 1800: Too small'],
    [["run", "hottest", ...STAGE], 'there is no job "hottest". Jobs: gsod-hottest'],
    [["runs", "--stage"], "--stage needs a value: --stage <name>"],
    [["show", "none", ...STAGE], 'there is no run "none" here'],
    [["redrive", "none", ...STAGE], 'there is no run "none" here'],
    [["logs", "a/b", ...STAGE], 'there is no run "a/b" here'],
    [["runs", "--stage", "../x"], `"../x" is no stage's name`],
    [["runs", "--stage", "pord"], 'there is no stage "pord" in us-east-1; there are test'],
    [["runs", "--state-machine-arn", OTHER], `there is no state machine ${OTHER}`],
    [["runs", "--state-machine-arn", "mapfold"], '"mapfold" is no state machine\'s ARN'],
  ])("is refused, with what to do: %j", async (args, sentence) => {
    const ended = await world.mapfold(args)
    expect(ended.code).toBe(2)
    expect(ended.stderr).toContain(sentence)
    expect(ended.stdout).toBe("")
  })

  it("looks for a machine in the Region of its ARN", async () => {
    const ended = await world.mapfold(["runs", "--state-machine-arn", MACHINE], {
      env: { AWS_REGION: "eu-west-1" },
    })
    expect(ended).toMatchObject({ code: 0, stdout: "There are no runs on stage mapfold in us-east-1 yet.\n" })
  })

  it("asks for the whole keys where the stage's files lie below a prefix", async () => {
    world.standIn.parameters.set("/mapfold/below", parameterOf("below", "noaa/"))
    for (const key of ["2025/a.csv", "noaa/2025/a.csv"]) {
      const ended = await world.mapfold([...RUN, "--stage", "below", "--only", key])
      // the endpoints' own Prepare knows of no prefix
      expect(ended.stderr).toContain('InvalidRunInput: the run\'s input cannot be used: "only" names')
      expect(ended.stderr).toContain('in ".csv": "noaa/2025/a.csv"')
    }
  })
})

describe("what AWS refuses before a run has begun", () => {
  const denied = "User: arn:aws:iam::123456789012:user/alice is not authorized to perform that"
  it.each([
    ["GetParameter", "AccessDeniedException", "AccessDenied", "allow this role ssm:GetParameter"],
    ["GetParameter", "ExpiredTokenException", "SessionExpired", "the AWS session has expired: sign in again"],
    ["GetParameter", "UnrecognizedClientException", "SessionExpired", "AWS does not know these credentials"],
    ["GetParameter", "ThrottlingException", "Throttled", "too many requests: try again in a few seconds"],
    [
      "StartExecution",
      "AccessDeniedException",
      "AccessDenied",
      `${denied}; allow this role states:StartExec`,
    ],
    ["StartExecution", "ExpiredTokenException", "SessionExpired", "(ExpiredTokenException on states:StartEx"],
  ])("is one sentence and exit code 2: %s, %s", async (operation, thrown, name, sentence) => {
    world.standIn.refusals.set(operation, { name: thrown, message: denied })
    const ended = await world.mapfold([...RUN, ...STAGE])
    expect(ended.code).toBe(2)
    expectSentence(ended)
    expect(ended.stderr).toContain(sentence)
    const asJson = await world.mapfold([...RUN, ...STAGE, "--json"])
    expect(summaryOf(asJson, "REFUSED")).toMatchObject({ error: name })
  })

  it.each([
    [
      { AWS_ACCESS_KEY_ID: "", AWS_SECRET_ACCESS_KEY: "" },
      "there are no AWS credentials for ssm:GetParameter",
    ],
    [{ AWS_REGION: "" }, "there is no AWS Region: give --region, or set AWS_REGION"],
    [{ AWS_REGION: "no_where" }, '"no_where" is no AWS Region: give --region, or set AWS_REGION'],
    [{ AWS_ENDPOINT_URL: "http://127.0.0.1:9" }, "ssm:GetParameter was not answered (ECONNREFUSED"],
    [{ AWS_ENDPOINT_URL_S3: "here" }, 'AWS_ENDPOINT_URL_S3 is "here": set it to an address'],
  ])("is one sentence where the environment is at fault: %j", async (env, sentence) => {
    const ended = await world.mapfold(["runs", ...STAGE], { env })
    expect(ended.code).toBe(2)
    expectSentence(ended)
    expect(ended.stderr).toContain(sentence)
  })

  it("is shown with its stack by --debug", async () => {
    world.standIn.refusals.set("ListExecutions", { name: "AccessDeniedException" })
    const ended = await world.mapfold(["runs", ...STAGE, "--debug"])
    expect(ended.code).toBe(2)
    expect(ended.stderr).toMatch(/^mapfold: AccessDenied: AWS does not allow states:ListExecutions.*\n +at /)
  })

  it("is what may not be put, too", async () => {
    const env = { AWS_SECRET_ACCESS_KEY: "another" }
    const ended = await world.mapfold(["sample", ...STAGE, "--stations", "1"], { env })
    expect(ended.code).toBe(2)
    expectSentence(ended)
    expect(ended.stderr).toContain(
      "AWS does not know these credentials (SignatureDoesNotMatch on s3:ListBucket)",
    )
  })

  it("is what a stage only reads", async () => {
    world.standIn.parameters.set("/mapfold/reader", parameterOf("reader", "noaa/", false))
    const ended = await world.mapfold(["sample", "--stage", "reader", "--stations", "1"])
    expect(ended.code).toBe(2)
    expectSentence(ended)
    expect(ended.stderr).toContain("s3://input/noaa/ is not the stage's own: it is only read")
    expect(existsSync(join(world.input, "noaa"))).toBe(false)
  })

  it("asks for a new deploy where the stage's parameter is of another version", async () => {
    world.standIn.parameters.set("/mapfold/old", { ...parameterOf("old"), format: 2 })
    const ended = await world.mapfold(["runs", "--stage", "old"])
    expect(ended).toMatchObject({ code: 2, stdout: "" })
    expect(ended.stderr).toMatch(/parameter \/mapfold\/old is not what .*: deploy the stage again/)
  })
})

describe("what goes wrong once a run has begun", () => {
  it.each([
    ["DescribeExecution", "ExpiredTokenException", "the AWS session has expired: sign in again"],
    ["GetExecutionHistory", "AccessDeniedException", "allow this role states:GetExecutionHistory"],
  ])("ends with exit code 1, and how to see the run: %s, %s", async (operation, name, sentence) => {
    world.standIn.refusals.set(operation, { name })
    const ended = await world.mapfold([...RUN, ...STAGE])
    expect(ended).toMatchObject({ code: 1, stdout: "" })
    const [begun, lost] = ended.stderr.split("\n")
    const [, run] = /^mapfold: (\S+) runs on stage test/.exec(begun!)!
    expect(lost).toContain(`mapfold: ${run} may go on on AWS, unseen: `)
    expect(lost).toContain(sentence)
    expect(lost).toContain(`to see what becomes of it:  mapfold show ${run} --stage test`)
    world.standIn.refusals.clear()
    expect((await world.mapfold(["show", run!, ...STAGE])).stdout).toContain(`run       ${run}\n`)
  })
})

describe("the quota of Lambda functions", () => {
  it("is warned of where a run asks for more, and the run goes on", async () => {
    world.standIn.concurrency = 10
    const ended = await world.mapfold([...RUN, ...STAGE])
    expect(ended.stderr).toContain(
      "mapfold: the run asks for 500 batches at a time, and this account may run 10 Lambda functions at a time",
    )
    expect(ended.stderr).toContain("failed: ToleranceExceeded")
    const modest = await world.mapfold([...RUN, ...STAGE, "--concurrency", "10"])
    expect(modest.stderr).not.toContain("Lambda functions")
  })

  it("stops no run where it may not be read", async () => {
    world.standIn.refusals.set("GetAccountSettings", { name: "AccessDeniedException", status: 403 })
    const ended = await world.mapfold([...RUN, ...STAGE])
    expect(ended.stderr).toContain(
      "the quota of Lambda functions could not be read: AWS does not allow lambda:",
    )
    expect(ended.stderr).toContain("failed: ToleranceExceeded")
  })
})
