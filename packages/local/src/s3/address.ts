import { findKeyFault } from "../store/folder-path.ts"
import { bucketOfHost } from "./host-rule.ts"
import { S3Error } from "./s3-error.ts"
import { readQuery, type SignedRequest } from "./sigv4/signed-request.ts"

/** What a request is about. Bucket and key are empty where it names none. */
export type Address = {
  readonly bucket: string
  readonly key: string
  /** The parameters of the query; of a name that is there several times, the first. */
  readonly query: ReadonlyMap<string, string>
}

/** Reads `/<bucket>/<key>`, or `/<key>` where the host names the bucket. Throws an S3Error. */
export function readAddress(request: SignedRequest, host: string): Address {
  try {
    const query = new Map([...readQuery(request.query)].reverse())
    const path = decodeURIComponent(request.path)
    const bucket = bucketOfHost(host)
    if (bucket !== null) return checked({ bucket, key: path.slice(1), query })
    const slash = path.indexOf("/", 1)
    if (slash < 0) return checked({ bucket: path.slice(1), key: "", query })
    return checked({ bucket: path.slice(1, slash), key: path.slice(slash + 1), query })
  } catch (error) {
    if (error instanceof URIError) throw invalidUri()
    throw error
  }
}

export function invalidUri(): S3Error {
  return new S3Error(400, "InvalidURI", "Couldn't parse the specified URI.")
}

function checked(address: Address): Address {
  checkKey(address.key)
  return address
}

/** Throws `KeyTooLongError`. The empty key is none. */
export function checkKey(key: string): void {
  if (key === "" || findKeyFault(key) === null) return
  throw new S3Error(400, "KeyTooLongError", "Your key is too long", {
    Size: String(Buffer.byteLength(key)),
    MaxSizeAllowed: "1024",
  })
}
