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
  if (nameOf(error) === "NoSuchBucket") return new BucketNotFound(bucket)
  if (statusOf(error) !== 403) return new StoreFailed(what, error)
  const advice = `access denied (403, ${nameOf(error)}); allow this role ${permission}`
  return new StoreFailed(what, new Error(advice, { cause: error }))
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : ""
}

function statusOf(error: unknown): number | undefined {
  return error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined
}
