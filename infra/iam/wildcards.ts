/** A `*` in what a role may do. */
export type Wildcard = {
  /** The action or the resource, without what differs from stage to stage: `arn:aws:s3:::<output>/runs/*`. */
  readonly pattern: string
  readonly reason: string
}

/** Every wildcard that a role of a stage may have. Tests compare the list with what is deployed: none is missing, none is more. */
export const WILDCARDS: readonly Wildcard[] = [
  { pattern: "<input>/*", reason: "the keys of the files, which are the user's" },
  {
    pattern: "<input>/<prefix>/*",
    reason: "the keys of the files below the prefix of a bucket that is there already",
  },
  { pattern: "<output>/runs/*", reason: "the keys of runs and their batches" },
  { pattern: "<archive>/*", reason: "the keys of the public archive that a pull copies from" },
  { pattern: "<output>/pulls/*", reason: "the keys of pulls" },
  { pattern: "<output>/results/*", reason: "the keys of jobs and their params" },
  {
    pattern: "<log group>:*",
    reason:
      "the streams of a log group, one an environment: a function's own, and for the status API those that runs write to",
  },
  {
    pattern: "<function>:*",
    reason: "the function's versions: a redriven run calls the one that it began with",
  },
  {
    pattern: "<execution>:*",
    reason: "the machine's own executions and its Maps' children, whose names are the runs'",
  },
  { pattern: "<map run>:*", reason: "the map runs of the machine's Maps, which AWS names" },
  {
    pattern: "*",
    reason:
      "log deliveries and X-Ray have no resources to name: https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html, " +
      "https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html",
  },
]

/** What SST gives each function besides in `sst dev`, on personal stages alone. */
export const DEV_WILDCARDS: readonly Wildcard[] = [
  { pattern: "appsync:*", reason: "SST's bridge to the developer's machine speaks over AppSync Events" },
  { pattern: "s3:*", reason: "SST's bridge hands over in its own bucket what is too large for an event" },
  { pattern: "<sst asset bucket>/*", reason: "the keys there, which are SST's" },
  { pattern: "*", reason: "SST does not say which AppSync API it is" },
]
