/** A value of a resource once all is known: plain JSON. */
export type Json =
  | string
  | number
  | boolean
  | null
  | undefined
  | readonly Json[]
  | { readonly [name: string]: Json }
export type Fields = { readonly [name: string]: Json }

/** A resource as the program asked for it. */
export type Resource = {
  /** `aws:s3/bucket:Bucket`, `sst:aws:Function`. */
  readonly type: string
  /** Its name in the program: `ProcessFunction`. */
  readonly name: string
  readonly inputs: Fields
  /** What the stand-in for AWS answered: the inputs, the ARN, the id. */
  readonly outputs: Fields
}

/** A stage as its program describes it. */
export type EvaluatedStage = {
  /** What sst.config.ts says of the app: `removal`, `protect`. */
  readonly app: Fields
  readonly resources: readonly Resource[]
  /** What the program prints at the end. */
  readonly outputs: Fields
  /** Handlers in the order in which SST would have bundled them. */
  readonly built: readonly string[]
}
