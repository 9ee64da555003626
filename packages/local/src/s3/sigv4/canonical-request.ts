import { readQuery, type SignedRequest } from "./signed-request.ts"

/** How the signature's canonical request is made; the path of S3 is encoded once, that of other services twice. */
export type CanonicalOptions = {
  readonly signedHeaders: readonly string[]
  readonly payloadHash: string
  readonly isS3: boolean
}

/**
 * The text that a signature is made of, each of its characters a byte.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function canonicalRequest(
  request: SignedRequest,
  { signedHeaders, payloadHash, isS3 }: CanonicalOptions,
): string {
  const headers = signedHeaders.map((name) => `${name}:${canonicalValue(request, name)}\n`)
  return [
    request.method,
    canonicalPath(request.path, isS3),
    canonicalQuery(request.query),
    headers.join(""),
    signedHeaders.join(";"),
    payloadHash,
  ].join("\n")
}

/** Encodes as RFC 3986 says: only letters, digits and `-._~` stay. */
export function encodeStrictly(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (unit) => `%${unit.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

function canonicalPath(path: string, isS3: boolean): string {
  const once = path.split("/").map((part) => encodeStrictly(decodeURIComponent(part)))
  return (isS3 ? once : once.map(encodeStrictly)).join("/")
}

function canonicalQuery(query: string): string {
  const pairs = readQuery(query)
    .filter(([name]) => name !== "X-Amz-Signature")
    .map(([name, value]) => [encodeStrictly(name), encodeStrictly(value)] as const)
  // Encoded, all is ASCII: the order of code units is that of bytes.
  pairs.sort(([a, x], [b, y]) => (a === b ? compare(x, y) : compare(a, b)))
  return pairs.map((pair) => pair.join("=")).join("&")
}

function compare(left: string, right: string): number {
  return left < right ? -1 : Number(left > right)
}

function canonicalValue({ headers }: SignedRequest, wanted: string): string {
  return headers
    .filter(([name]) => name === wanted)
    .map(([, value]) => value.trim().replace(/ +/g, " "))
    .join(",")
}
