/** Where the site's runs are. */
export type SiteView = {
  /** "local": the embedded engine; "aws": a deployed stage. */
  readonly engine: "local" | "aws"
  /** Null on the embedded engine. */
  readonly stage: string | null
  readonly region: string
  readonly stateMachineArn: string
  readonly version: string
  /** What `mapfold run --input` takes to read the same objects: `s3://bucket/prefix`, or a folder. */
  readonly input: string
}

/** A job that a run can be started for. */
export type JobView = {
  readonly name: string
  readonly version: number
  readonly title: string
  /** What `z.toJSONSchema` makes of the job's params. */
  readonly params: Readonly<Record<string, unknown>>
}
