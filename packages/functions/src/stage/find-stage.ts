import { GetParameterCommand, GetParametersByPathCommand } from "@aws-sdk/client-ssm"
import { StageParameter, stageParameterName } from "@mapfold/core/workflow/stage-parameter"
import * as z from "zod"
import { askStage } from "./ask-stage.ts"
import { describeMachine } from "./describe-machine.ts"
import { InvalidStage, NoSuchStage } from "./errors.ts"
import type { StageClients } from "./stage-clients.ts"

/** A stage by its name or by its state machine. */
export type StageChoice = { readonly stage: string } | { readonly stateMachineArn: string }

/** Names of stages, as SST and SSM both take them. */
const NAME = /^[A-Za-z0-9_.-]{1,100}$/
/** Stages that are looked through, and named in an error. */
const PAGES = 10
const NAMED = 20

/**
 * A deployed stage, by the SSM parameter that its deploy has written or, by its machine's ARN, as AWS describes that. Throws
 * `NoSuchStage`, `InvalidStage`, `NoRegion`, `SessionExpired`, `AccessDenied`, `Unreachable`, `Throttled`.
 */
export async function findStage(clients: StageClients, choice: StageChoice): Promise<StageParameter> {
  if ("stateMachineArn" in choice) return describeMachine(clients, choice.stateMachineArn)
  const { stage } = choice
  if (!NAME.test(stage))
    throw new NoSuchStage(
      `${JSON.stringify(stage.slice(0, 120))} is no stage's name: it has letters, digits, "-", "_" and "."`,
    )
  const name = stageParameterName(stage)
  const value = await readParameter(clients, name)
  if (value === null) throw new NoSuchStage(await describeMissing(clients, stage))
  return decode(name, value)
}

async function readParameter({ ssm }: StageClients, Name: string): Promise<string | null> {
  try {
    const { Parameter } = await askStage("ssm:GetParameter", () =>
      ssm.send(new GetParameterCommand({ Name })),
    )
    return Parameter?.Value ?? null
  } catch (error) {
    if (error instanceof Error && error.name === "ParameterNotFound") return null
    throw error
  }
}

/** Says which stages there are: a name is often misspelt, and a Region forgotten. */
async function describeMissing(clients: StageClients, stage: string): Promise<string> {
  const region = await clients.ssm.config.region()
  const none = `there is no stage "${stage}" in ${region}`
  const deploy = `npx sst deploy --stage ${stage}`
  const stages = await listStages(clients).catch(() => null)
  if (stages === null) return `${none}: check its name and the Region, or deploy it:  ${deploy}`
  if (stages.length === 0)
    return `${none}, nor any other: check the Region (--region) and the account (AWS_PROFILE), or deploy it:  ${deploy}`
  const more = stages.length > NAMED ? ` and ${stages.length - NAMED} more` : ""
  return `${none}; there are ${stages.slice(0, NAMED).join(", ")}${more}; or deploy it:  ${deploy}`
}

/** Names of the stages of the account and Region. */
export async function listStages({ ssm }: StageClients): Promise<readonly string[]> {
  const prefix = stageParameterName("")
  const names: string[] = []
  let NextToken: string | undefined
  for (let page = 0; page < PAGES; page++) {
    const command = new GetParametersByPathCommand({
      Path: prefix,
      ...(NextToken === undefined ? {} : { NextToken }),
    })
    const answer = await askStage("ssm:GetParametersByPath", () => ssm.send(command))
    names.push(...(answer.Parameters ?? []).flatMap(({ Name }) => Name?.slice(prefix.length) ?? []))
    NextToken = answer.NextToken
    if (NextToken === undefined) break
  }
  return names.sort()
}

function decode(name: string, value: string): StageParameter {
  const fail = (why: string): never => {
    throw new InvalidStage(
      `the parameter ${name} is not what this Mapfold's deploy writes (${why}): deploy the stage again, with this version`,
    )
  }
  let content: unknown
  try {
    content = JSON.parse(value)
  } catch (error) {
    return fail((error as Error).message)
  }
  const parsed = StageParameter.safeParse(content)
  return parsed.success ? parsed.data : fail(z.prettifyError(parsed.error).replaceAll("\n", " "))
}
