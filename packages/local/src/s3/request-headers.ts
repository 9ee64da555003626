import type { Headers } from "./body/headers.ts"
import { invalidArgument } from "./s3-error.ts"
import { headerOf, readQuery, type SignedRequest } from "./sigv4/signed-request.ts"

/** Parameters that are of the signature itself, and what AWS's clients sign with it. */
const OF_SIGNATURE =
  /^x-amz-(?:algorithm|credential|date|expires|signedheaders|signature|content-sha256|security-token)$/
/**
 * AWS does not hold a body against a checksum in its address: a client that presigns a put makes that of no body at all.
 * https://github.com/aws/aws-sdk-js-v3/issues/4448
 */
const OF_CHECKSUM = /^x-amz-(?:checksum-(?!mode$|algorithm$|type$)|sdk-checksum-algorithm$)/

/**
 * A request's headers by names in lower case, those of one name joined. Whoever presigns an address puts most of AWS's own headers
 * into it: they are read from there where it is signed. Throws `InvalidArgument` for one that no header can be.
 */
export function readHeaders(request: SignedRequest): Headers {
  const names = new Set(request.headers.map(([name]) => name))
  const sent = Object.fromEntries([...names].map((name) => [name, headerOf(request, name)]))
  const parameters = readQuery(request.query)
  if (!parameters.some(([name]) => name === "X-Amz-Signature")) return sent
  const signed = parameters.flatMap(([name, value]) => readParameter(name.toLowerCase(), value))
  return { ...Object.fromEntries(signed.reverse()), ...sent }
}

/** A header's characters are the bytes of the parameter's UTF-8. */
function readParameter(name: string, value: string): (readonly [name: string, value: string])[] {
  if (!name.startsWith("x-amz-") || OF_SIGNATURE.test(name) || OF_CHECKSUM.test(name)) return []
  const bytes = Buffer.from(value).toString("latin1")
  if (/^[a-z0-9!#$%&'*+.^_`|~-]+$/.test(name) && /^[\t\x20-\x7e\x80-\xff]*$/.test(bytes))
    return [[name, bytes]]
  throw invalidArgument("This parameter of a presigned address cannot be a header.", name, value)
}
