import { join, relative } from "node:path"

/** A path as short as it can be said from here. */
export function near(path: string): string {
  const short = relative(process.cwd(), path)
  return short === "" || short.startsWith("..") ? path : short
}

/** An object of a bucket, or the bucket itself, to be found by a person; the bucket is a folder's path or `s3://bucket/prefix/`. */
export function nearObject(bucket: string, key = ""): string {
  return bucket.startsWith("s3://") ? `${bucket}${key}` : near(join(bucket, key))
}
