/** What a run would do, before it is started. */
export type Plan = {
  readonly job: string
  readonly params: Readonly<Record<string, unknown>>
  readonly prefix: string
  readonly suffix: string
  readonly objects: number
  readonly bytes: number
  readonly batches: number
  /** Estimated, from start to result. */
  readonly seconds: number
  /** US dollars on AWS, estimated; null on the embedded engine, which costs nothing. */
  readonly cost: Cost | null
  /** True where listing stopped at a bound: there are at least so many objects. */
  readonly isPartial: boolean
}

/** US dollars. */
export type Cost = {
  readonly lambda: number
  readonly stepFunctions: number
  readonly s3: number
  readonly logs: number
  readonly total: number
}
