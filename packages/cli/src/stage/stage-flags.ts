import type { Command } from "commander"
import { UsageError } from "../errors.ts"

/** What commands that work on a home or on a stage know the stage by. */
export type StageOptions = {
  readonly stage?: string
  readonly stateMachineArn?: string
  readonly region?: string
}

/** `what` says what naming a stage does. */
export function addStageFlags(command: Command, what: string): Command {
  return command
    .option("--stage <name>", what)
    .option("--state-machine-arn <arn>", "the same, where the stage is known by its state machine")
    .option("--region <region>", "the stage's AWS Region (default: that of the environment or the profile)")
}

/** Whether the command line asks for a stage. Throws UsageError where it asks for two, or for a Region of none. */
export function isOnStage({ stage, stateMachineArn, region }: StageOptions): boolean {
  if (stage !== undefined && stateMachineArn !== undefined)
    throw new UsageError("--stage and --state-machine-arn each name a stage: give one of the two")
  const isOn = stage !== undefined || stateMachineArn !== undefined
  if (region !== undefined && !isOn)
    throw new UsageError(`--region is ${JSON.stringify(region)}, and no stage is named: give --stage, too`)
  return isOn
}

/** Throws a UsageError where a flag was given that a stage has no use for: each by its attribute's name, with what to do instead. */
export function refuseFlags(command: Command, refused: Readonly<Record<string, string>>): void {
  for (const [attribute, why] of Object.entries(refused)) {
    if (command.getOptionValueSource(attribute) !== "cli") continue
    const option = command.options.find((candidate) => candidate.attributeName() === attribute)
    throw new UsageError(`${option?.long ?? attribute} does not go with a stage: ${why}`)
  }
}

/** The same stage again, as words of a command line. */
export function stageWords({ stage, stateMachineArn, region }: StageOptions): readonly string[] {
  return [
    ...(stage === undefined ? [] : ["--stage", stage]),
    ...(stateMachineArn === undefined ? [] : ["--state-machine-arn", stateMachineArn]),
    ...(region === undefined ? [] : ["--region", region]),
  ]
}
