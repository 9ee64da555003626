import { canonicalRequest } from "./canonical-request.ts"
import { type Claim, readClaim } from "./read-claim.ts"
import { SignatureRefused } from "./refusal.ts"
import { type Credentials, isSame, readTime, type Scope, signingKey, signRequest } from "./signature.ts"
import { headerOf, readQuery, type SignedRequest } from "./signed-request.ts"

/** Milliseconds that a client's clock may be wrong. https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
const MAX_SKEW = 15 * 60_000

export const UNSIGNED_PAYLOAD = "UNSIGNED-PAYLOAD"

export type VerifyOptions = {
  readonly credentials: Credentials
  /** The service's name in scopes: `s3`, `states`, `logs`. */
  readonly service: string
  /** Milliseconds since 1970. */
  readonly now: number
  /** The body's SHA-256 in hexadecimal, where the request does not say it itself (as requests to S3 do). */
  readonly payloadHash?: string
}

/** What the pieces of a streamed body are signed with, beside each other's signatures. */
export type VerifiedRequest = {
  readonly key: Buffer
  readonly scope: Scope
  readonly time: string
  readonly signature: string
  /** What was signed in place of the body: its SHA-256 in hexadecimal, or a word that says how it is sent. */
  readonly payloadHash: string
}

/**
 * Verifies a request's signature, version 4, in its header or its address. Any region is right.
 *
 * Throws `SignatureRefused`; `URIError` where the address is none. The body is not read: that it has the hash which was
 * signed remains to be seen.
 */
export function verifyRequest(request: SignedRequest, options: VerifyOptions): VerifiedRequest {
  const claim = readClaim(request)
  const { scope, time, signedHeaders } = claim
  if (claim.accessKeyId !== options.credentials.accessKeyId)
    throw new SignatureRefused("unknown-key", `there is no access key ${claim.accessKeyId}`)
  if (scope.service !== options.service)
    throw new SignatureRefused(
      "malformed",
      `the Credential is for ${scope.service}, not for ${options.service}`,
    )
  checkTime(claim, options.now)
  checkHeaders(request, signedHeaders)
  const payloadHash = options.payloadHash ?? payloadHashOf(request, claim)
  const isS3 = scope.service === "s3"
  const canonical = canonicalRequest(request, { signedHeaders, payloadHash, isS3 })
  const key = keyFor(options.credentials.secretAccessKey, scope)
  if (!isSame(signRequest(key, time, scope, canonical), claim.signature))
    throw new SignatureRefused("wrong-signature", "the signature is another than that of the request", {
      CanonicalRequest: canonical,
    })
  return { key, scope, time, signature: claim.signature, payloadHash }
}

let last: { readonly name: string; readonly key: Buffer } | undefined

/** A client's requests of a day have one scope: its key is made once, in four steps, and not for each of them. */
function keyFor(secret: string, scope: Scope): Buffer {
  const name = JSON.stringify([secret, scope])
  if (last?.name !== name) last = { name, key: signingKey(secret, scope) }
  return last.key
}

function payloadHashOf(request: SignedRequest, { expires }: Claim): string {
  const header = headerOf(request, "x-amz-content-sha256")
  if (header !== undefined) return header
  if (expires === null)
    throw new SignatureRefused(
      "malformed",
      "the header x-amz-content-sha256 is missing, which must be signed",
    )
  return new Map(readQuery(request.query)).get("X-Amz-Content-Sha256") ?? UNSIGNED_PAYLOAD
}

function checkTime({ time, expires }: Claim, now: number): void {
  const signed = readTime(time) ?? 0
  const details = { RequestTime: time, ServerTime: new Date(now).toISOString() }
  if (expires === null) {
    if (Math.abs(now - signed) <= MAX_SKEW) return
    const message = "The difference between the request time and the current time is too large."
    throw new SignatureRefused("skewed", message, {
      ...details,
      MaxAllowedSkewMilliseconds: String(MAX_SKEW),
    })
  }
  if (signed - now > MAX_SKEW) throw new SignatureRefused("expired", "Request is not yet valid", details)
  if (now > signed + expires * 1e3)
    throw new SignatureRefused("expired", "Request has expired", {
      "X-Amz-Expires": String(expires),
      Expires: new Date(signed + expires * 1e3).toISOString(),
      ServerTime: details.ServerTime,
    })
}

/** The host, and whatever of AWS's own a request says, must be signed: or it could be said by somebody else. */
function checkHeaders({ headers }: SignedRequest, signed: readonly string[]): void {
  const missing = headers
    .map(([name]) => name)
    .filter((name) => (name === "host" || name.startsWith("x-amz-")) && !signed.includes(name))
  if (!signed.includes("host") && !missing.includes("host")) missing.push("host")
  if (missing.length === 0) return
  throw new SignatureRefused(
    "unsigned-header",
    "There were headers present in the request which were not signed",
    {
      HeadersNotSigned: [...new Set(missing)].join(", "),
    },
  )
}
