import { BucketNotFound, ObjectNotFound, PreconditionFailed } from "@mapfold/core/store/errors"
import { codeOf, LinkLeadsOut } from "../store/folder-errors.ts"
import { invalidUri } from "./address.ts"
import { noSuchBucket, noSuchKey, preconditionFailed, S3Error } from "./s3-error.ts"

/** What went wrong, as S3 names it: what it has no name for is `InternalError`. */
export function toS3Error(error: unknown): S3Error {
  if (error instanceof S3Error) return error
  if (error instanceof URIError) return invalidUri()
  if (error instanceof BucketNotFound) return noSuchBucket(error.bucket)
  if (error instanceof ObjectNotFound) return noSuchKey(error.key)
  if (error instanceof PreconditionFailed) return preconditionFailed(error.wanted)
  if (isForbidden(error)) return new S3Error(403, "AccessDenied", error.message)
  return new S3Error(500, "InternalError", error instanceof Error ? error.message : String(error))
}

/** What this process may not do to the folder: unlike after an error of the endpoint, asking again does not help. */
function isForbidden(error: unknown): error is Error {
  if (!(error instanceof Error)) return false
  const isRefused = ["EACCES", "EPERM", "EROFS"].includes(codeOf(error) ?? "")
  return isRefused || error instanceof LinkLeadsOut || isForbidden(error.cause)
}
