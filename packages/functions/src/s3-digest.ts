import type { GetObjectCommandOutput } from "@aws-sdk/client-s3"

/** Objects whose bytes did not match that are remembered. */
const REMEMBERED = 100

/** Amazon's buckets of one zone give ETags that are no digests. */
const ONE_ZONE = /--x-s3$/

/**
 * The MD5 of an object's bytes, in hex, where its ETag is that: of an object put in one piece and encrypted by S3's own keys, or
 * not at all. https://docs.aws.amazon.com/AmazonS3/latest/API/API_Object.html
 */
export function md5OfEtag(
  bucket: string,
  answer: Pick<GetObjectCommandOutput, "ETag" | "ServerSideEncryption" | "SSECustomerAlgorithm">,
): string | null {
  const [, md5 = null] = /^"([0-9a-f]{32})"$/.exec(answer.ETag ?? "") ?? []
  const { ServerSideEncryption: encryption = "AES256", SSECustomerAlgorithm: customer } = answer
  return encryption === "AES256" && customer === undefined && !ONE_ZONE.test(bucket) ? md5 : null
}

/** Whether the ETag says by its form that the object was put in parts, so that it tells nothing of the bytes. */
export function isOfParts(etag: string): boolean {
  return etag.includes("-")
}

/** What is known of a server's ETags. */
export type Digests = {
  /** Whether these bytes of an object may be taken. Those that have come twice alike are what lies there. */
  accept(object: string, wanted: string, found: string): boolean
  /** False once bytes that did not match have come twice alike: then its ETags are no MD5s. */
  isTrusted(): boolean
}

export function makeDigests(): Digests {
  const seen = new Map<string, string>()
  let isTrusted = true
  return {
    accept(object, wanted, found) {
      if (found === wanted) seen.delete(object)
      else if (seen.get(object) === found) isTrusted = false
      else {
        if (seen.size === REMEMBERED) seen.clear()
        seen.set(object, found)
        return false
      }
      return true
    },
    isTrusted: () => isTrusted,
  }
}
