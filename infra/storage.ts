import { settings } from "./stage.ts"

/** Days after which what a run leaves under `runs/` goes: the reports of a quarter can be compared. Results stay. */
const RUN_DAYS = 90
/** Days after which the list of a pull goes, and what it came to: a pull that failed can be redriven for 14. */
const PULL_DAYS = 14
/** Days in which an object that was overwritten or deleted can be had back. */
const NONCURRENT_DAYS = 7
/** Days after which the parts of an upload that never ended go. */
const UPLOAD_DAYS = 1

type Rule = aws.types.input.s3.BucketLifecycleConfigurationRule

/** Versions pile up in either bucket, and a deleted object leaves a marker behind. */
const TIDY: Rule = {
  id: "tidy",
  status: "Enabled",
  filter: {},
  noncurrentVersionExpiration: { noncurrentDays: NONCURRENT_DAYS },
  abortIncompleteMultipartUpload: { daysAfterInitiation: UPLOAD_DAYS },
  expiration: { expiredObjectDeleteMarker: true },
}

/** Private, TLS only, versioned, SSE-S3; no CORS, which SST would open to everyone. */
function makeBucket(name: string, rules: readonly Rule[]) {
  const bucket = new sst.aws.Bucket(name, {
    versioning: true,
    cors: false,
    transform: {
      // A personal stage is removed with its files; where a bucket is kept, so are they.
      bucket: { forceDestroy: !settings.production },
    },
  })
  new aws.s3.BucketServerSideEncryptionConfiguration(`${name}Encryption`, {
    bucket: bucket.name,
    rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }],
  })
  new aws.s3.BucketLifecycleConfiguration(`${name}Lifecycle`, { bucket: bucket.name, rules: [...rules] })
  return bucket
}

export const output = makeBucket("Output", [
  { id: "runs", status: "Enabled", filter: { prefix: "runs/" }, expiration: { days: RUN_DAYS } },
  { id: "pulls", status: "Enabled", filter: { prefix: "pulls/" }, expiration: { days: PULL_DAYS } },
  TIDY,
])

/** Where the files are: the stage's own bucket, or one that is only read. */
export const input = settings.input === null ? makeInput() : useInput(settings.input)

function makeInput() {
  const { name, arn } = makeBucket("Input", [TIDY])
  return { bucket: name, arn, prefix: "", kmsKeyArn: null, isOurs: true }
}

/** Nothing of it is looked up, so that nothing of it can change. */
function useInput({ bucket, prefix, kmsKeyArn }: NonNullable<typeof settings.input>) {
  const arn = $interpolate`arn:${aws.getPartitionOutput({}).partition}:s3:::${bucket}`
  return { bucket: $output(bucket), arn, prefix, kmsKeyArn, isOurs: false }
}
