import { GetAccountSettingsCommand, GetFunctionConfigurationCommand } from "@aws-sdk/client-lambda"
import { DescribeStateMachineCommand } from "@aws-sdk/client-sfn"
import { GetParameterCommand, GetParametersByPathCommand } from "@aws-sdk/client-ssm"
import { definition } from "@mapfold/core/workflow/definition"
import { afterEach, describe, expect, it, vi } from "vitest"
import { readConcurrency, warnOfConcurrency } from "./check-concurrency.ts"
import { findStage } from "./find-stage.ts"
import { makeStageClients, type StageClients } from "./stage-clients.ts"

type Answers = Readonly<Record<string, (input: never) => unknown>>

const opened: StageClients[] = []

/** Clients that answer without a network: by the commands' names, and an error for any other. */
function makeClients(answers: Answers, region = "eu-west-1"): StageClients {
  const credentials = { accessKeyId: "id", secretAccessKey: "secret" }
  const clients = makeStageClients({ region, credentials, endpoint: "http://127.0.0.1:1" })
  const send = async (command: {
    readonly constructor: { readonly name: string }
    readonly input: unknown
  }) => {
    const answer = answers[command.constructor.name]
    if (answer === undefined) throw new TypeError(`nobody foresaw ${command.constructor.name}`)
    return answer(command.input as never)
  }
  for (const client of [clients.ssm, clients.sfn, clients.lambda])
    vi.spyOn(client, "send").mockImplementation(send as never)
  opened.push(clients)
  return clients
}

afterEach(() => {
  for (const clients of opened.splice(0)) clients.close()
})

const fail =
  (name: string, message = name) =>
  () => {
    throw Object.assign(new Error(message), { name })
  }
const arn = "arn:aws:states:eu-west-1:123456789012:stateMachine:mapfold-prod"
const deployed = (role: string) => ({
  name: `mapfold-prod-${role}`,
  logGroup: `/aws/lambda/mapfold-prod-${role}`,
  memoryMegabytes: 512,
})
const parameter = {
  ...{ format: 1, stage: "prod", region: "eu-west-1", stateMachineArn: arn },
  input: { bucket: "files", prefix: "noaa/" },
  output: { bucket: "results" },
  logGroup: "/aws/vendedlogs/states/mapfold-prod",
  functions: { prepare: deployed("prepare"), process: deployed("process"), reduce: deployed("reduce") },
}

describe("a stage by its name", () => {
  it("is what its parameter says", async () => {
    const clients = makeClients({
      [GetParameterCommand.name]: ({ Name }: { Name: string }) => {
        expect(Name).toBe("/mapfold/prod")
        return { Parameter: { Value: JSON.stringify(parameter) } }
      },
    })
    expect(await findStage(clients, { stage: "prod" })).toEqual(parameter)
  })

  it("says which stages there are where there is none of the name", async () => {
    const pages = [
      { Parameters: [{ Name: "/mapfold/prod" }], NextToken: "more" },
      { Parameters: [{ Name: "/mapfold/alice" }] },
    ]
    const clients = makeClients({
      [GetParameterCommand.name]: fail("ParameterNotFound"),
      [GetParametersByPathCommand.name]: () => pages.shift(),
    })
    await expect(findStage(clients, { stage: "pord" })).rejects.toMatchObject({
      name: "NoSuchStage",
      message:
        'there is no stage "pord" in eu-west-1; there are alice, prod; or deploy it:  npx sst deploy --stage pord',
    })
  })

  it("doubts the Region and the account where there is none at all", async () => {
    const clients = makeClients({
      [GetParameterCommand.name]: fail("ParameterNotFound"),
      [GetParametersByPathCommand.name]: () => ({ Parameters: [] }),
    })
    await expect(findStage(clients, { stage: "prod" })).rejects.toThrow(
      /nor any other: check the Region \(--region\)/,
    )
  })

  it("still says that there is none where the others may not be listed", async () => {
    const clients = makeClients({
      [GetParameterCommand.name]: fail("ParameterNotFound"),
      [GetParametersByPathCommand.name]: fail("AccessDeniedException"),
    })
    await expect(findStage(clients, { stage: "prod" })).rejects.toThrow(
      'there is no stage "prod" in eu-west-1: check its name',
    )
  })

  it.each([
    ["ExpiredTokenException", "SessionExpired", /the AWS session has expired: sign in again/],
    ["CredentialsProviderError", "SessionExpired", /there are no AWS credentials for ssm:GetParameter/],
    ["AccessDeniedException", "AccessDenied", /allow this role ssm:GetParameter/],
    ["ThrottlingException", "Throttled", /try again in a few seconds/],
  ])("turns %s into %s, with what to do", async (thrown, name, message) => {
    const clients = makeClients({ [GetParameterCommand.name]: fail(thrown) })
    await expect(findStage(clients, { stage: "prod" })).rejects.toMatchObject({
      name,
      message: expect.stringMatching(message),
    })
  })

  it("asks for a Region where there is none", async () => {
    const clients = makeClients({ [GetParameterCommand.name]: fail("Error", "Region is missing") })
    await expect(findStage(clients, { stage: "prod" })).rejects.toMatchObject({ name: "NoRegion" })
    const message = 'Region not accepted: region="no_where" is not a valid hostname component.'
    const wrong = makeClients({ [GetParameterCommand.name]: fail("Error", message) })
    await expect(findStage(wrong, { stage: "prod" })).rejects.toMatchObject({
      name: "NoRegion",
      message: expect.stringMatching(/^"no_where" is no AWS Region: give --region/),
    })
  })

  it.each([
    ["no JSON", "{"],
    ["another version's", JSON.stringify({ ...parameter, format: 2 })],
  ])("asks for a new deploy where the parameter is %s", async (_, Value) => {
    const clients = makeClients({ [GetParameterCommand.name]: () => ({ Parameter: { Value } }) })
    await expect(findStage(clients, { stage: "prod" })).rejects.toMatchObject({
      name: "InvalidStage",
      message: expect.stringContaining("deploy the stage again"),
    })
  })

  it.each(["", "a/b", "../prod", "x".repeat(101)])("refuses %j, which leads elsewhere", async (stage) => {
    await expect(findStage(makeClients({}), { stage })).rejects.toMatchObject({ name: "NoSuchStage" })
  })
})

describe("a stage by its machine", () => {
  const functionArn = (role: string) =>
    `arn:aws:lambda:eu-west-1:123456789012:function:mapfold-prod-${role}:7`
  const machine = definition({
    functions: {
      prepare: functionArn("prepare"),
      process: functionArn("process"),
      reduce: functionArn("reduce"),
    },
    buckets: { input: "files", output: "results" },
  })
  const logGroupArn = "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/vendedlogs/states/mapfold-prod:*"
  const answers: Answers = {
    [DescribeStateMachineCommand.name]: () => ({
      definition: JSON.stringify(machine),
      loggingConfiguration: { destinations: [{ cloudWatchLogsLogGroup: { logGroupArn } }] },
    }),
    [GetFunctionConfigurationCommand.name]: ({ FunctionName }: { FunctionName: string }) => ({
      FunctionName: FunctionName.split(":").at(-2),
      MemorySize: 512,
      Environment: { Variables: { MAPFOLD_INPUT_PREFIX: "noaa/" } },
    }),
  }

  it("is what the machine and its functions say, as the parameter has it", async () => {
    expect(await findStage(makeClients(answers), { stateMachineArn: arn })).toEqual({
      ...parameter,
      stage: "mapfold-prod",
    })
  })

  it("is looked for in its own Region", async () => {
    const clients = makeClients(answers, "us-east-1")
    await expect(findStage(clients, { stateMachineArn: arn })).rejects.toThrow("give --region eu-west-1")
  })

  it.each(["arn:aws:states:eu-west-1:123456789012:execution:m:x", "mapfold-prod", `${arn}/MapListed`])(
    "is not %s",
    async (stateMachineArn) => {
      const found = findStage(makeClients(answers), { stateMachineArn })
      await expect(found).rejects.toThrow("is no state machine's ARN")
    },
  )

  it("is not there, or not Mapfold's", async () => {
    const missing = makeClients({ [DescribeStateMachineCommand.name]: fail("StateMachineDoesNotExist") })
    await expect(findStage(missing, { stateMachineArn: arn })).rejects.toMatchObject({ name: "NoSuchStage" })
    const other = makeClients({
      [DescribeStateMachineCommand.name]: () => ({ definition: '{"States": {}}' }),
    })
    await expect(findStage(other, { stateMachineArn: arn })).rejects.toMatchObject({ name: "InvalidStage" })
  })
})

describe("the quota of Lambda", () => {
  it("is told where a run asks for more", async () => {
    const clients = makeClients({
      [GetAccountSettingsCommand.name]: () => ({
        AccountLimit: { ConcurrentExecutions: 10, UnreservedConcurrentExecutions: 10 },
      }),
    })
    const concurrency = await readConcurrency(clients)
    expect(concurrency).toEqual({ quota: 10, free: 10 })
    expect(warnOfConcurrency(concurrency, 500)).toMatch(
      /asks for 500 batches .* may run 10 Lambda .* --concurrency 10/,
    )
    expect(warnOfConcurrency(concurrency, 10)).toBeNull()
  })

  it("counts what other functions have reserved", () => {
    expect(warnOfConcurrency({ quota: 1_000, free: 400 }, 500)).toContain(
      "400 (of 1000; other functions have reserved",
    )
  })
})
