import * as z from "zod"
import { isBucketName } from "./folder-path.ts"

/** A bucket that is in S3: what lies below a prefix there, which ends in a slash or is empty. */
export const S3Place = z.strictObject({ kind: z.literal("s3"), bucket: z.string(), prefix: z.string() })
export type S3Place = z.infer<typeof S3Place>

/** Where a bucket is: a folder, by its absolute path, or a place in S3. */
export const BucketPlace = z.union([z.string(), S3Place])
export type BucketPlace = z.infer<typeof BucketPlace>

/** The place that `s3://bucket/prefix` names, or null where it names none: a bucket's name has rules. */
export function parseS3Uri(uri: string): S3Place | null {
  const [, bucket = "", rest = ""] = /^s3:\/\/([^/]+)\/?(.*)$/is.exec(uri) ?? []
  if (!isBucketName(bucket)) return null
  return { kind: "s3", bucket, prefix: rest === "" || rest.endsWith("/") ? rest : `${rest}/` }
}

/** The folder's path, or `s3://bucket/prefix/`. */
export function describePlace(place: BucketPlace): string {
  return typeof place === "string" ? place : `s3://${place.bucket}/${place.prefix}`
}
