import {
  DeleteObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  type S3Client,
} from "@aws-sdk/client-s3"
import { objectUri } from "@mapfold/core/store/errors"
import type { ObjectStore, ObjectSummary } from "@mapfold/core/store/object-store"
import type { S3Place } from "./s3-body.ts"
import { makeDigests } from "./s3-digest.ts"
import { isMissing, toReadError, toStoreError } from "./s3-errors.ts"
import { openS3Object } from "./s3-reader.ts"
import { makeRetryCount, type RetryCount } from "./s3-retries.ts"
import { putS3Object } from "./s3-writer.ts"

/** What a bucket of the store is in S3: the objects of a bucket below a prefix, which ends in a slash or is empty. */
export type S3Root = { readonly bucket: string; readonly prefix: string }

/**
 * S3 itself, and any bucket of it; those of `roots` are below theirs, and errors call them by the names that they have there.
 *
 * The client's settings decide timeouts and retries; `makeS3Client` has them set.
 */
export function makeS3Store(client: S3Client, roots: Readonly<Record<string, S3Root>> = {}): ObjectStore {
  const retries = makeRetryCount()
  const digests = makeDigests()
  const rootOf = (bucket: string): S3Root => {
    return (Object.hasOwn(roots, bucket) ? roots[bucket] : undefined) ?? { bucket, prefix: "" }
  }
  const placeOf = (bucket: string, key: string): S3Place => {
    const root = rootOf(bucket)
    return { client, bucket, key, address: { Bucket: root.bucket, Key: root.prefix + key }, retries, digests }
  }
  return {
    list: (bucket, { prefix = "" } = {}) =>
      listObjects({ client, retries, root: rootOf(bucket) }, bucket, prefix),
    head: (bucket, key) => headObject(placeOf(bucket, key)),
    open: (bucket, key, { ifMatch } = {}) => openS3Object(placeOf(bucket, key), ifMatch),
    put: (bucket, key, body, options = {}) => putS3Object(placeOf(bucket, key), body, options),
    async remove(bucket, key) {
      try {
        await retries.of(client.send(new DeleteObjectCommand(placeOf(bucket, key).address)))
      } catch (error) {
        throw toStoreError(error, bucket, `${objectUri(bucket, key)} cannot be removed`, "s3:DeleteObject")
      }
    },
    retries: retries.total,
  }
}

/** Finds out whether a bucket is there and may be listed. Throws as a listing does. */
export async function checkS3Bucket(client: S3Client, root: S3Root): Promise<void> {
  const listing = { client, retries: makeRetryCount(), root: { bucket: root.bucket, prefix: "" } }
  await requestPage(listing, root.bucket, root.prefix, { MaxKeys: 1 })
}

type Listing = { readonly client: S3Client; readonly retries: RetryCount; readonly root: S3Root }

async function* listObjects(
  listing: Listing,
  bucket: string,
  prefix: string,
): AsyncGenerator<ObjectSummary[]> {
  const { length } = listing.root.prefix
  let token: string | undefined
  do {
    const page = await requestPage(
      listing,
      bucket,
      prefix,
      token === undefined ? {} : { ContinuationToken: token },
    )
    const objects = page.Contents ?? []
    if (objects.length > 0)
      yield objects.map(({ Key = "", Size = 0, ETag = "", LastModified }) => ({
        key: decodeKey(Key).slice(length),
        size: Size,
        etag: ETag,
        lastModified: LastModified?.getTime() ?? 0,
      }))
    token = page.NextContinuationToken
  } while (token !== undefined)
}

async function requestPage(
  { client, retries, root }: Listing,
  bucket: string,
  prefix: string,
  more: { readonly ContinuationToken?: string; readonly MaxKeys?: number },
) {
  try {
    return await retries.of(
      client.send(
        new ListObjectsV2Command({
          Bucket: root.bucket,
          Prefix: root.prefix + prefix,
          // A key may hold what XML cannot.
          EncodingType: "url",
          ...more,
        }),
      ),
    )
  } catch (error) {
    const what = `s3://${bucket}/${prefix} cannot be listed`
    throw toStoreError(error, bucket, what, "s3:ListBucket on the bucket")
  }
}

/** As forms are encoded: https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html, EncodingType. */
function decodeKey(key: string): string {
  return decodeURIComponent(key.replaceAll("+", " "))
}

async function headObject({ client, bucket, key, address, retries }: S3Place): Promise<ObjectSummary | null> {
  try {
    const head = await retries.of(client.send(new HeadObjectCommand(address)))
    const { ContentLength: size = 0, ETag: etag = "", LastModified } = head
    return { key, size, etag, lastModified: LastModified?.getTime() ?? 0 }
  } catch (error) {
    if (isMissing(error)) return null
    throw toReadError(error, bucket, key)
  }
}
