import { region } from "../stage.ts"
import { input, output } from "../storage.ts"

// What a role may do, in statements that say what they are for. An existing input bucket is never written to.

export type Statement = {
  readonly actions: string[]
  readonly resources: $util.Input<string>[]
  readonly conditions?: { test: string; variable: string; values: $util.Input<string>[] }[]
}

/**
 * Every object of the input, below its prefix. Where a key of the user's own encrypts them, S3 decrypts in the caller's name; the key's
 * policy must let the account's roles use it, as that of a new key does.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
 */
export const readInput: readonly Statement[] = [
  { actions: ["s3:GetObject"], resources: [$interpolate`${input.arn}/${input.prefix}*`] },
  ...(input.kmsKeyArn === null ? [] : [decryptThroughS3(input.kmsKeyArn)]),
]

function decryptThroughS3(key: string): Statement {
  const values = [$interpolate`s3.${region}.amazonaws.com`]
  return {
    actions: ["kms:Decrypt"],
    resources: [key],
    conditions: [{ test: "StringEquals", variable: "kms:ViaService", values }],
  }
}

/**
 * Without it S3 answers a GET of a missing key with 403, and a report would say "access denied". It has no condition on the prefix:
 * what is asked for then is no listing, and has none.
 */
export const seeMissingInput: Statement = { actions: ["s3:ListBucket"], resources: [input.arn] }

/** As for the input: a result that is not there yet is no error. */
export const seeMissingOutput: Statement = { actions: ["s3:ListBucket"], resources: [output.arn] }

/** Objects of the output bucket below a prefix; the one wildcard stands for the keys. */
export function onOutput(prefix: string, ...actions: string[]): Statement {
  return { actions, resources: [$interpolate`${output.arn}/${prefix}*`] }
}

/** X-Ray, where the stage's settings switch it on. It has no resources to name. */
export const TRACE: Statement = {
  actions: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"],
  resources: ["*"],
}

/** What a state machine asks besides: which runs to trace. */
export const SAMPLE_TRACES: Statement = {
  actions: ["xray:GetSamplingRules", "xray:GetSamplingTargets"],
  resources: ["*"],
}
