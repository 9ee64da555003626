import { randomUUID } from "node:crypto"
import type { IncomingMessage, ServerResponse } from "node:http"
import { invalidUri, readAddress } from "./address.ts"
import { makeRequestBody, type RequestBody } from "./body/request-body.ts"
import { discardRest } from "./discard-rest.ts"
import { isFromHere } from "./host-rule.ts"
import { type Reply, sendReply } from "./reply.ts"
import { readHeaders } from "./request-headers.ts"
import { route } from "./route.ts"
import { invalidRequest, S3Error } from "./s3-error.ts"
import type { S3Request, S3State } from "./s3-state.ts"
import { type Reason, SignatureRefused } from "./sigv4/refusal.ts"
import type { Credentials } from "./sigv4/signature.ts"
import type { SignedRequest } from "./sigv4/signed-request.ts"
import { verifyRequest } from "./sigv4/verify-request.ts"
import { toS3Error } from "./to-s3-error.ts"
import { writeErrorXml } from "./xml/write-xml.ts"

export type HandlerOptions = {
  readonly state: S3State
  readonly credentials: Credentials
  /** Buckets that anybody may list and read, unsigned, as the public archives are. */
  readonly publicBuckets: ReadonlySet<string>
  /** The address that the server listens on. */
  readonly host: string
  /** Told of what went wrong in the endpoint itself. */
  readonly onFailure: (error: unknown) => void
}

/** Answers requests, each to its end. Never throws. */
export function makeRequestHandler(options: HandlerOptions) {
  const { state, credentials, publicBuckets, host, onFailure } = options

  return async (message: IncomingMessage, response: ServerResponse, waitsToSend: boolean): Promise<void> => {
    const id = randomUUID().replaceAll("-", "").slice(0, 16).toUpperCase()
    let isAccepted = !waitsToSend
    const accept = () => {
      if (!isAccepted) response.writeContinue()
      isAccepted = true
    }
    const answer = await run().catch((error: unknown) => {
      const known = describeError(error, message)
      if (known.code === "InternalError") onFailure(error)
      return refusal(known, message, id)
    })
    // Who was never told to send will not, and who sends more than was read would be waited for.
    const isUnread = !message.complete && (hasBody(message) || !isAccepted)
    const closing: Record<string, string> = isUnread ? { connection: "close" } : {}
    const headers = { ...answer.headers, ...closing, "x-amz-request-id": id, server: "Mapfold" }
    // Who sends already, and does not listen before the end, would meet a connection that is closed, and no answer.
    const before = isUnread && isAccepted ? () => discardRest(message) : undefined
    await sendReply(response, { ...answer, headers }, before).catch(() => response.destroy())

    async function run(): Promise<Reply> {
      if (!isFromHere(message.headers, host)) throw refusedHost()
      const request = readRequest(message)
      const address = readAddress(request, message.headers.host ?? "")
      const headers = readHeaders(request)
      if (headers.authorization !== undefined && headers["x-amz-content-sha256"] === undefined)
        throw invalidRequest("Missing required header for this request: x-amz-content-sha256")
      const isOpen = publicBuckets.has(address.bucket) && isUnsignedRead(request)
      const body = isOpen
        ? NO_BODY
        : makeRequestBody(
            message,
            headers,
            verifyRequest(request, { credentials, service: "s3", now: state.clock() }),
            accept,
          )
      const asked: S3Request = { state, method: request.method, ...address, headers, body }
      return route(asked)
    }
  }
}

/** Of a request that nobody signed. */
const NO_BODY: RequestBody = { plan: refuseBody, receive: refuseBody, receiveText: refuseBody }

function refuseBody(): never {
  throw new S3Error(403, "AccessDenied", "Access Denied")
}

function isUnsignedRead({ method, query, headers }: SignedRequest): boolean {
  const isRead = method === "GET" || method === "HEAD"
  return isRead && !/(^|&)X-Amz-/i.test(query) && !headers.some(([name]) => name === "authorization")
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0
}

function readRequest(message: IncomingMessage): SignedRequest {
  const target = message.url ?? ""
  if (!target.startsWith("/")) throw invalidUri()
  const mark = target.indexOf("?")
  const headers: [string, string][] = []
  for (let at = 0; at < message.rawHeaders.length; at += 2)
    headers.push([message.rawHeaders[at]!.toLowerCase(), message.rawHeaders[at + 1]!])
  return {
    method: message.method ?? "",
    path: mark < 0 ? target : target.slice(0, mark),
    query: mark < 0 ? "" : target.slice(mark + 1),
    headers,
  }
}

function refusedHost(): S3Error {
  return new S3Error(
    403,
    "AccessDenied",
    "Requests must be made to a loopback name (localhost, 127.0.0.1) or <bucket>.localhost, and from no other site.",
  )
}

/** S3's names for what is wrong with a signature. */
const SIGNATURE_CODES: Readonly<Record<Reason, readonly [status: number, code: string, message?: string]>> = {
  missing: [403, "AccessDenied", "Access Denied"],
  unsupported: [
    400,
    "InvalidRequest",
    "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.",
  ],
  malformed: [400, "AuthorizationHeaderMalformed"],
  "unknown-key": [
    403,
    "InvalidAccessKeyId",
    "The AWS Access Key Id you provided does not exist in our records.",
  ],
  "wrong-signature": [
    403,
    "SignatureDoesNotMatch",
    "The request signature we calculated does not match the signature you provided. Check your key and signing method.",
  ],
  skewed: [403, "RequestTimeTooSkewed"],
  expired: [403, "AccessDenied"],
  "unsigned-header": [403, "AccessDenied"],
}

/** An error of the request's signature, or of its connection, or of what was asked for. */
function describeError(error: unknown, message: IncomingMessage): S3Error {
  if (error instanceof SignatureRefused) {
    const [status, code, text] = SIGNATURE_CODES[error.reason]
    const isInAddress = error.reason === "malformed" && /[?&]X-Amz-Algorithm=/.test(message.url ?? "")
    const name = isInAddress ? "AuthorizationQueryParametersError" : code
    return new S3Error(status, name, text ?? error.message, error.details)
  }
  const found = toS3Error(error)
  if (found.code !== "InternalError" || !message.destroyed || message.complete) return found
  return new S3Error(
    400,
    "RequestTimeout",
    "Your socket connection to the server was not read from or written to.",
  )
}

function refusal(error: S3Error, { url = "" }: IncomingMessage, id: string): Reply {
  const [resource = ""] = url.split("?")
  const content = {
    Code: error.code,
    Message: error.message,
    ...error.details,
    Resource: resource,
    RequestId: id,
    HostId: "mapfold",
  }
  return {
    status: error.status,
    headers: { ...error.headers, "content-type": "application/xml" },
    body: writeErrorXml(content),
  }
}
