import { S3ServiceException } from "@aws-sdk/client-s3"
import {
  BucketNotFound,
  ObjectChanged,
  ObjectNotFound,
  objectUri,
  PreconditionFailed,
  StoreFailed,
} from "@mapfold/core/store/errors"

/** Codes of https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html; HEAD has no body, so its name is NotFound. */
const MISSING = ["NoSuchKey", "NotFound"]

const EXPIRED = ["ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired"]
const UNKNOWN_KEYS = ["InvalidAccessKeyId", "SignatureDoesNotMatch", "InvalidToken"]
const ELSEWHERE = ["PermanentRedirect", "AuthorizationHeaderMalformed", "IllegalLocationConstraintException"]

export function isMissing(error: unknown): boolean {
  return MISSING.includes(nameOf(error))
}

/** What reading an object failed with, as the port says it; `wanted` is the ETag asked for. */
export function toReadError(error: unknown, bucket: string, key: string, wanted?: string): Error {
  if (statusOf(error) === 412 && wanted !== undefined)
    return new ObjectChanged(bucket, key, wanted, "another one")
  if (isMissing(error)) return new ObjectNotFound(bucket, key)
  return toStoreError(
    error,
    bucket,
    `${objectUri(bucket, key)} cannot be read`,
    "s3:GetObject (and s3:ListBucket, without which a missing object answers the same)",
  )
}

/** What a put failed with; `condition` is what it depended on. */
export function toWriteError(
  error: unknown,
  bucket: string,
  key: string,
  condition: string | undefined,
): Error {
  // 409: another conditional put of the key was under way. 404: there is no object whose ETag could match.
  const isRefused = statusOf(error) === 412 || statusOf(error) === 409 || isMissing(error)
  if (isRefused && condition !== undefined) return new PreconditionFailed(bucket, key, condition)
  return toStoreError(error, bucket, `${objectUri(bucket, key)} cannot be written`, "s3:PutObject")
}

/** `permission` is what a role needs for it. */
export function toStoreError(error: unknown, bucket: string, what: string, permission: string): Error {
  // An error of the store's own has all its words already.
  if (error instanceof StoreFailed) return error
  if (nameOf(error) === "NoSuchBucket") return new BucketNotFound(bucket)
  const advice = explain(error, permission)
  return new StoreFailed(what, advice === null ? error : new Error(advice, { cause: error }))
}

/** What to do, in words, where that is known. */
function explain(error: unknown, permission: string): string | null {
  const name = nameOf(error)
  if (name === "CredentialsProviderError" || name === "TokenProviderError")
    return "no AWS credentials were found; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE"
  if (EXPIRED.includes(name)) return `the AWS session has expired (${name}); log in again`
  if (UNKNOWN_KEYS.includes(name))
    return `S3 does not take these AWS credentials (${name}); check AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_PROFILE`
  if (error instanceof Error && /^Region (is missing|not accepted: region="")/.test(error.message))
    return "no AWS region is set; set AWS_REGION to the bucket's"
  if (ELSEWHERE.includes(name) || statusOf(error) === 301) return describeElsewhere(error)
  if (statusOf(error) === 403) return `access denied (403, ${name}); allow this role ${permission}`
  return null
}

function describeElsewhere(error: unknown): string {
  const { $response } = error as { readonly $response?: { readonly headers?: Record<string, string> } }
  const region = $response?.headers?.["x-amz-bucket-region"]
  const where = region === undefined ? "another region" : `region ${region}`
  return `the bucket is in ${where}; set AWS_REGION to that`
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : ""
}

function statusOf(error: unknown): number | undefined {
  return error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined
}
