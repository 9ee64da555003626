import {
  DeleteObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from "@aws-sdk/client-s3"
import { objectUri } from "@mapfold/core/store/errors"
import type { ObjectStore, ObjectSummary, PutOptions } from "@mapfold/core/store/object-store"
import { isMissing, toReadError, toStoreError, toWriteError } from "./s3-errors.ts"
import { openS3Object } from "./s3-reader.ts"

/** S3 itself. The client's settings decide timeouts and retries; `makeS3Client` has them set. */
export function makeS3Store(client: S3Client): ObjectStore {
  return {
    list: (bucket, { prefix = "" } = {}) => listObjects(client, bucket, prefix),
    head: (bucket, key) => headObject(client, bucket, key),
    open: (bucket, key, { ifMatch } = {}) => openS3Object({ client, bucket, key }, ifMatch),
    put: (bucket, key, body, options = {}) => putObject(client, bucket, key, body, options),
    async remove(bucket, key) {
      try {
        await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }))
      } catch (error) {
        throw toStoreError(error, bucket, `${objectUri(bucket, key)} cannot be removed`, "s3:DeleteObject")
      }
    },
  }
}

async function* listObjects(
  client: S3Client,
  bucket: string,
  prefix: string,
): AsyncGenerator<ObjectSummary[]> {
  let token: string | undefined
  do {
    const page = await requestPage(client, bucket, prefix, token)
    const objects = page.Contents ?? []
    if (objects.length > 0)
      yield objects.map(({ Key = "", Size = 0, ETag = "", LastModified }) => ({
        key: decodeKey(Key),
        size: Size,
        etag: ETag,
        lastModified: LastModified?.getTime() ?? 0,
      }))
    token = page.NextContinuationToken
  } while (token !== undefined)
}

async function requestPage(client: S3Client, bucket: string, prefix: string, token: string | undefined) {
  try {
    return await client.send(
      new ListObjectsV2Command({
        Bucket: bucket,
        Prefix: prefix,
        // A key may hold what XML cannot.
        EncodingType: "url",
        ...(token === undefined ? {} : { ContinuationToken: token }),
      }),
    )
  } catch (error) {
    throw toStoreError(
      error,
      bucket,
      `s3://${bucket}/${prefix} cannot be listed`,
      "s3:ListBucket on the bucket",
    )
  }
}

/** As forms are encoded: https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html, EncodingType. */
function decodeKey(key: string): string {
  return decodeURIComponent(key.replaceAll("+", " "))
}

async function headObject(client: S3Client, bucket: string, key: string): Promise<ObjectSummary | null> {
  try {
    const head = await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }))
    const { ContentLength: size = 0, ETag: etag = "", LastModified } = head
    return { key, size, etag, lastModified: LastModified?.getTime() ?? 0 }
  } catch (error) {
    if (isMissing(error)) return null
    throw toReadError(error, bucket, key)
  }
}

async function putObject(
  client: S3Client,
  bucket: string,
  key: string,
  body: Uint8Array,
  { ifMatch, ifNoneMatch, contentType }: PutOptions,
): Promise<{ readonly etag: string }> {
  try {
    const answer = await client.send(
      new PutObjectCommand({
        Bucket: bucket,
        Key: key,
        Body: body,
        ...(ifMatch === undefined ? {} : { IfMatch: ifMatch }),
        ...(ifNoneMatch === undefined ? {} : { IfNoneMatch: ifNoneMatch }),
        ...(contentType === undefined ? {} : { ContentType: contentType }),
      }),
    )
    return { etag: answer.ETag ?? "" }
  } catch (error) {
    throw toWriteError(error, bucket, key, ifMatch ?? ifNoneMatch)
  }
}
