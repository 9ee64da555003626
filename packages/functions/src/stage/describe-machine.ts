import { GetFunctionConfigurationCommand } from "@aws-sdk/client-lambda"
import { DescribeStateMachineCommand, type DescribeStateMachineOutput } from "@aws-sdk/client-sfn"
import type { DeployedFunction, StageParameter } from "@mapfold/core/workflow/stage-parameter"
import * as z from "zod"
import { askStage } from "./ask-stage.ts"
import { InvalidStage, NoRegion, NoSuchStage } from "./errors.ts"
import type { StageClients } from "./stage-clients.ts"

/** `arn:aws:states:eu-west-1:123456789012:stateMachine:mapfold-prod` */
const ARN = /^arn:[^:]+:states:([a-z0-9-]+):\d{12}:stateMachine:([^:/]{1,80})$/

/** Of a definition, what says which functions and buckets it is for; a stage's own has more. */
const Task = z.looseObject({
  Arguments: z.looseObject({ FunctionName: z.string(), Payload: z.looseObject({}) }),
})
const Definition = z.looseObject({
  States: z.looseObject({
    Prepare: Task.extend({
      Arguments: z.looseObject({
        FunctionName: z.string(),
        Payload: z.looseObject({ input: z.string(), output: z.string() }),
      }),
    }),
    Reduce: Task,
    MapListed: z.looseObject({
      ItemProcessor: z.looseObject({ States: z.looseObject({ Process: Task }) }),
    }),
  }),
})

/** A stage as its machine and functions describe it, where its parameter is not at hand. Throws as `findStage` does. */
export async function describeMachine(
  clients: StageClients,
  stateMachineArn: string,
): Promise<StageParameter> {
  const [, region, name] = ARN.exec(stateMachineArn) ?? []
  if (region === undefined || name === undefined)
    throw new NoSuchStage(
      `${JSON.stringify(stateMachineArn.slice(0, 200))} is no state machine's ARN: it reads arn:aws:states:<region>:<account>:stateMachine:<name>`,
    )
  await checkRegion(clients, stateMachineArn, region)
  const described = await describe(clients, stateMachineArn)
  const { Prepare, Reduce, MapListed } = decode(stateMachineArn, described)
  const [prepare, process, reduce] = await Promise.all(
    [Prepare, MapListed.ItemProcessor.States.Process, Reduce].map(({ Arguments }) =>
      describeFunction(clients, Arguments.FunctionName),
    ),
  )
  const { input, output } = Prepare.Arguments.Payload
  return {
    ...{ format: 1, stage: name, region, stateMachineArn, output: { bucket: output } },
    input: { bucket: input, prefix: prepare!.prefix },
    logGroup: logGroupOf(described) ?? `/aws/vendedlogs/states/${name}`,
    functions: { prepare: prepare!.deployed, process: process!.deployed, reduce: reduce!.deployed },
  }
}

/** Everything of the machine is in its Region: clients of another would look in vain. */
async function checkRegion({ sfn }: StageClients, arn: string, region: string): Promise<void> {
  const own = await sfn.config.region().catch(() => {
    throw new NoRegion()
  })
  if (own !== region)
    throw new NoSuchStage(`${arn} is in ${region}, and this command looks in ${own}: give --region ${region}`)
}

async function describe({ sfn }: StageClients, stateMachineArn: string): Promise<DescribeStateMachineOutput> {
  const command = new DescribeStateMachineCommand({ stateMachineArn })
  try {
    return await askStage("states:DescribeStateMachine", () => sfn.send(command))
  } catch (error) {
    if (!(error instanceof Error && ["StateMachineDoesNotExist", "InvalidArn"].includes(error.name)))
      throw error
    throw new NoSuchStage(
      `there is no state machine ${stateMachineArn}: check its name, its Region and the account`,
    )
  }
}

function decode(arn: string, { definition = "" }: DescribeStateMachineOutput) {
  const fail = (why: string): never => {
    throw new InvalidStage(`${arn} is not Mapfold's workflow: ${why}`)
  }
  try {
    const parsed = Definition.safeParse(JSON.parse(definition))
    return parsed.success ? parsed.data.States : fail(z.prettifyError(parsed.error).replaceAll("\n", " "))
  } catch (error) {
    if (error instanceof SyntaxError) return fail("its definition is not JSON")
    throw error
  }
}

function logGroupOf({ loggingConfiguration }: DescribeStateMachineOutput): string | null {
  const arn = loggingConfiguration?.destinations?.[0]?.cloudWatchLogsLogGroup?.logGroupArn
  return arn?.split(":log-group:")[1]?.replace(/:\*$/, "") ?? null
}

type Described = { readonly deployed: DeployedFunction; readonly prefix: string }

async function describeFunction({ lambda }: StageClients, FunctionName: string): Promise<Described> {
  const command = new GetFunctionConfigurationCommand({ FunctionName })
  const found = await askStage("lambda:GetFunctionConfiguration", () => lambda.send(command))
  const name = found.FunctionName ?? FunctionName
  return {
    deployed: {
      name,
      logGroup: found.LoggingConfig?.LogGroup ?? `/aws/lambda/${name}`,
      memoryMegabytes: found.MemorySize ?? 128,
    },
    prefix: found.Environment?.Variables?.MAPFOLD_INPUT_PREFIX ?? "",
  }
}
