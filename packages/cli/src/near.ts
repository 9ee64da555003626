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

/** The buckets, as `nearObject` takes them. */
type Places = { readonly input?: string; readonly output?: string }

/** The engine calls the buckets by names of its own; a person knows them by their places. */
export function inPlaces(message: string, places: Places): string {
  const placeOf = (bucket: "input" | "output") =>
    nearObject(places[bucket] ?? `s3://${bucket}/`).replace(/\/$/, "")
  const kindOf = (place: string) => (place.startsWith("s3://") ? "bucket" : "folder")
  return message
    .replaceAll(/s3:\/\/(input|output)\//g, (_, bucket) => `${placeOf(bucket)}/`)
    .replaceAll(/bucket "(input|output)"/g, (_, bucket) => `${kindOf(placeOf(bucket))} ${placeOf(bucket)}`)
}
