import * as z from "zod"

const Name = z.string().min(1)

/** One of the Lambda functions. */
export const DeployedFunction = z.strictObject({
  name: Name,
  logGroup: Name,
  /** What an invocation is billed for, with its duration. */
  memoryMegabytes: z.int().min(128).max(10_240),
})
export type DeployedFunction = z.infer<typeof DeployedFunction>

/**
 * What the deploy of a stage writes to the SSM parameter `/mapfold/<stage>`, as JSON: all that the command needs to know of it.
 * At most 4,096 bytes: https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html
 */
export const StageParameter = z.strictObject({
  format: z.literal(1),
  stage: Name,
  region: Name,
  stateMachineArn: Name,
  /** Where the files are: the keys of every job lie below the prefix, which is empty or ends in a slash. */
  input: z.strictObject({
    bucket: Name,
    prefix: z.string(),
    /** Whether the bucket is the stage's own; one that is not is never written to. A stage that was deployed long ago does not say. */
    isOwn: z.boolean().optional(),
  }),
  output: z.strictObject({ bucket: Name }),
  /** The state machine's own. */
  logGroup: Name,
  functions: z.strictObject({
    prepare: DeployedFunction,
    process: DeployedFunction,
    reduce: DeployedFunction,
  }),
  /** What copies public archives into the input: a stage whose input is not its own has none, nor has one that was deployed long ago. */
  pull: z.strictObject({ stateMachineArn: Name }).optional(),
})
export type StageParameter = z.infer<typeof StageParameter>

/** `/mapfold/prod`. */
export function stageParameterName(stage: string): string {
  return `/mapfold/${stage}`
}
