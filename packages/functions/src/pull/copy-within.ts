import { CopyObjectCommand, type S3Client, S3ServiceException } from "@aws-sdk/client-s3"
import { ObjectChanged, objectUri } from "@mapfold/core/store/errors"
import { toStoreError } from "../s3-errors.ts"

/** S3 does not take the copy: one of the buckets is not in its reach, or not in that of the role. */
export class CopyRefused extends Error {
  override readonly name = "CopyRefused"
}

export type CopyOrder = {
  readonly source: string
  readonly target: string
  readonly key: string
  /** Of the source as it was listed. */
  readonly etag: string
}

/** Answers the ETag of the copy. Throws `ObjectChanged`, `CopyRefused`, `StoreFailed`. */
export type CopyWithin = (order: CopyOrder) => Promise<{ readonly etag: string }>

/** Has S3 copy an object from one bucket to another, of whatever Region, under the same key: no byte of it comes by here. */
export function makeCopyWithin(client: S3Client): CopyWithin {
  return async ({ source, target, key, etag }) => {
    const command = new CopyObjectCommand({
      Bucket: target,
      Key: key,
      CopySource: `${source}/${key.split("/").map(encodeURIComponent).join("/")}`,
      CopySourceIfMatch: etag,
      // else the role would need s3:GetObjectTagging on the source and s3:PutObjectTagging on the target
      TaggingDirective: "REPLACE",
    })
    try {
      const { CopyObjectResult } = await client.send(command)
      return { etag: CopyObjectResult?.ETag ?? "" }
    } catch (error) {
      const status = error instanceof S3ServiceException ? (error.$metadata.httpStatusCode ?? 0) : 0
      if (status === 412) throw new ObjectChanged(source, key, etag, "another one")
      // throttling is no refusal
      if (status >= 400 && status < 500 && status !== 429)
        throw new CopyRefused(`S3 refuses to copy ${objectUri(source, key)}: ${(error as Error).message}`, {
          cause: error,
        })
      const what = `${objectUri(source, key)} cannot be copied to ${objectUri(target, key)}`
      throw toStoreError(error, target, what, "s3:PutObject")
    }
  }
}
