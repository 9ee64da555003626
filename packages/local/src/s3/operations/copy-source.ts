import { closeSync } from "node:fs"
import { type BucketFolder, openRegular } from "../../store/folder-reader.ts"
import { checkKey, invalidUri } from "../address.ts"
import { isUnmodified } from "../conditions.ts"
import { describe, type FoundObject } from "../find-object.ts"
import { invalidArgument, preconditionFailed } from "../s3-error.ts"
import { placeOf, type S3Request } from "../s3-state.ts"
import { refuseVersion } from "./delete-objects.ts"

/** An object that is to be copied, open. */
export type Source = {
  readonly bucket: string
  readonly key: string
  readonly place: BucketFolder
  readonly descriptor: number
  readonly found: FoundObject
}

/** Opens what x-amz-copy-source names, if its conditions hold. Whoever opens it closes its descriptor. */
export function openSource({ state, headers }: Pick<S3Request, "state" | "headers">): Source {
  const { bucket, key } = readSource(headers["x-amz-copy-source"] ?? "")
  const place = placeOf(state, bucket)
  const { descriptor, stats } = openRegular(place, key)
  try {
    const found = describe(state, place, key, stats)
    const { lastModified } = found
    if (isUnmodified(headers, { etag: found.record.etag, lastModified }, "x-amz-copy-source-"))
      throw preconditionFailed("x-amz-copy-source-If-None-Match or x-amz-copy-source-If-Modified-Since")
    return { bucket, key, place, descriptor, found }
  } catch (error) {
    closeSync(descriptor)
    throw error
  }
}

function readSource(header: string): { readonly bucket: string; readonly key: string } {
  const [path = "", query = ""] = header.split("?versionId=")
  if (header.includes("?versionId=")) refuseVersion(query)
  try {
    const source = decodeURIComponent(path).replace(/^\//, "")
    const slash = source.indexOf("/")
    if (slash <= 0 || slash === source.length - 1)
      throw invalidArgument(
        "Copy Source must mention the source bucket and key: sourcebucket/sourcekey",
        "x-amz-copy-source",
        header,
      )
    const key = source.slice(slash + 1)
    checkKey(key)
    return { bucket: source.slice(0, slash), key }
  } catch (error) {
    throw error instanceof URIError ? invalidUri() : error
  }
}
