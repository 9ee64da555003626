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
  /** What `mapfold run --jobs` takes for the same jobs; null where they are Mapfold's own, or are not on this machine. */
  readonly jobFile?: string | null | undefined
}

/** A job that a run can be started for. */
export type JobView = {
  readonly name: string
  readonly version: number
  readonly title: string
  /** What `z.toJSONSchema` makes of the job's params. */
  readonly params: Readonly<Record<string, unknown>>
}
