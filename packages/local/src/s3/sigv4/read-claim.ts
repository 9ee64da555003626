import { SignatureRefused } from "./refusal.ts"
import { ALGORITHM, readTime, type Scope } from "./signature.ts"
import { headerOf, readQuery, type SignedRequest } from "./signed-request.ts"

/** What a request says of its signature. */
export type Claim = {
  readonly accessKeyId: string
  readonly scope: Scope
  /** As it is signed: `20261122T163158Z`. */
  readonly time: string
  readonly signedHeaders: readonly string[]
  readonly signature: string
  /** Seconds that a presigned address is good for; null where the header is signed. */
  readonly expires: number | null
}

/** Seven days. https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html */
const LONGEST_EXPIRY = 604_800
const MAX_SIGNED_HEADERS = 100

/** Throws `SignatureRefused`: missing, unsupported or malformed. */
export function readClaim(request: SignedRequest): Claim {
  const authorization = headerOf(request, "authorization")
  const query = new Map(readQuery(request.query))
  if (authorization !== undefined && query.has("X-Amz-Algorithm"))
    throw malformed("the request is signed twice, in a header and in its address")
  if (authorization !== undefined) return readHeaderClaim(request, authorization)
  if (query.has("X-Amz-Algorithm")) return readQueryClaim(query)
  if (query.has("Signature") && query.has("AWSAccessKeyId")) throw unsupported("signature version 2")
  throw new SignatureRefused("missing", "the request is not signed")
}

function readHeaderClaim(request: SignedRequest, authorization: string): Claim {
  const [algorithm = "", ...rest] = authorization.split(" ")
  if (algorithm !== ALGORITHM) throw unsupported(algorithm)
  const fields = new Map(
    rest
      .join(" ")
      .split(",")
      .map((field) => {
        const equals = field.indexOf("=")
        return [field.slice(0, equals).trim(), field.slice(equals + 1).trim()]
      }),
  )
  const time = headerOf(request, "x-amz-date") ?? fromDate(headerOf(request, "date"))
  return readFields(
    {
      credential: fields.get("Credential"),
      signedHeaders: fields.get("SignedHeaders"),
      signature: fields.get("Signature"),
      time,
    },
    null,
  )
}

/** A Date header in the form of X-Amz-Date. */
function fromDate(date: string | undefined): string | undefined {
  const time = Date.parse(date ?? "")
  return Number.isNaN(time) ? undefined : new Date(time).toISOString().replace(/[-:]|\.\d+/g, "")
}

function readQueryClaim(query: ReadonlyMap<string, string>): Claim {
  const algorithm = query.get("X-Amz-Algorithm") ?? ""
  if (algorithm !== ALGORITHM) throw unsupported(algorithm)
  const expires = query.get("X-Amz-Expires") ?? ""
  if (!/^\d{1,9}$/.test(expires) || Number(expires) > LONGEST_EXPIRY)
    throw malformed(`X-Amz-Expires must be a number of seconds up to ${LONGEST_EXPIRY}, not "${expires}"`)
  return readFields(
    {
      credential: query.get("X-Amz-Credential"),
      signedHeaders: query.get("X-Amz-SignedHeaders"),
      signature: query.get("X-Amz-Signature"),
      time: query.get("X-Amz-Date"),
    },
    Number(expires),
  )
}

type Fields = Readonly<Record<"credential" | "signedHeaders" | "signature" | "time", string | undefined>>

function readFields({ credential, signedHeaders, signature, time }: Fields, expires: number | null): Claim {
  const parts = /^(.{1,200})\/(\d{8})\/([^/]{1,100})\/([^/]{1,100})\/aws4_request$/.exec(credential ?? "")
  if (parts === null)
    throw malformed(
      `the Credential must be <key>/<day>/<region>/<service>/aws4_request, not "${credential ?? ""}"`,
    )
  if (time === undefined || readTime(time) === null)
    throw malformed(`X-Amz-Date must be like 20261122T163158Z, not "${time ?? ""}"`)
  const [, accessKeyId = "", day = "", region = "", service = ""] = parts
  if (!time.startsWith(day)) throw malformed(`the Credential's day ${day} is not that of X-Amz-Date ${time}`)
  const names = (signedHeaders ?? "").split(";")
  if (names.length > MAX_SIGNED_HEADERS || !names.every((name) => /^[a-z0-9!#$%&'*+.^_`|~-]+$/.test(name)))
    throw malformed(`the SignedHeaders must be names in lower case, not "${signedHeaders ?? ""}"`)
  if (!/^[0-9a-f]{64}$/.test(signature ?? "")) throw malformed("the Signature must be 64 hexadecimal digits")
  return {
    accessKeyId,
    scope: { day, region, service },
    time,
    signedHeaders: names,
    signature: signature ?? "",
    expires,
  }
}

function malformed(message: string): SignatureRefused {
  return new SignatureRefused("malformed", message)
}

function unsupported(what: string): SignatureRefused {
  return new SignatureRefused("unsupported", `requests are to be signed by ${ALGORITHM}, not by ${what}`)
}
