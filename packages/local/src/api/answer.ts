import { createHash, randomUUID } from "node:crypto"
import type { IncomingMessage, ServerResponse } from "node:http"
import { isFromHere } from "../s3/host-rule.ts"
import { SignatureRefused } from "../s3/sigv4/refusal.ts"
import type { Credentials } from "../s3/sigv4/signature.ts"
import { verifyRequest } from "../s3/sigv4/verify-request.ts"
import { ApiError, unknownOperation } from "./api-error.ts"
import type { ApiContext } from "./operation.ts"
import { parseBody, readBody } from "./request-body.ts"
import { SERVICES, type Service } from "./services.ts"

export type AnswerOptions = {
  readonly context: ApiContext
  /** Who may ask; null lets anybody on this machine. */
  readonly credentials: Credentials | null
  /** The address that the server listens on. */
  readonly host?: string
  /** Told of what went wrong in the endpoint itself. */
  readonly onFailure?: (error: unknown) => void
}

/** Answers one request. Never throws. */
export function makeAnswer({
  context,
  credentials,
  host = "127.0.0.1",
  onFailure = () => {},
}: AnswerOptions) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const service = serviceOf(request)
    const contentType = service?.contentType ?? "application/x-amz-json-1.0"
    try {
      const answer = await run(request, service)
      send(response, 200, contentType, answer)
    } catch (error) {
      // nobody waits for an answer any more
      if (request.destroyed && !request.complete) return
      const told = error instanceof ApiError ? error : internal(error)
      // what has not been read would be taken for the next request
      if (!request.complete) response.setHeader("Connection", "close")
      response.setHeader("x-amzn-ErrorType", told.name)
      const { name, message, reason } = told
      send(response, told.status, contentType, { __type: name, message, reason })
    }
  }

  async function run(request: IncomingMessage, service: Service | undefined): Promise<unknown> {
    if (!isFromHere(request.headers, host)) throw refusedHost()
    if (request.method !== "POST" || request.url !== "/") {
      throw new ApiError("UnknownOperationException", "requests are POST / with the header X-Amz-Target", 404)
    }
    const body = await readBody(request)
    const [, operation = ""] = targetOf(request)
    if (service === undefined) throw unknownOperation(targetOf(request).join("."), Object.keys(SERVICES))
    verify(request, body, service)
    const known = Object.hasOwn(service.operations, operation) ? service.operations[operation] : undefined
    if (known === undefined) throw unknownOperation(operation, Object.keys(service.operations))
    return known(context, parseBody(body))
  }

  function verify(request: IncomingMessage, body: Buffer, { name }: Service): void {
    if (credentials === null) return
    const headers: [string, string][] = []
    for (let at = 0; at < request.rawHeaders.length; at += 2)
      headers.push([request.rawHeaders[at]!.toLowerCase(), request.rawHeaders[at + 1]!])
    const payloadHash = createHash("sha256").update(body).digest("hex")
    try {
      const signed = { method: "POST", path: "/", query: "", headers }
      verifyRequest(signed, { credentials, service: name, now: context.now(), payloadHash })
    } catch (error) {
      if (error instanceof SignatureRefused) throw toApiError(error)
      throw error
    }
  }

  function internal(error: unknown): ApiError {
    onFailure(error)
    const message = error instanceof Error ? error.message : String(error)
    return new ApiError("InternalFailure", message, 500)
  }
}

function targetOf({ headers }: IncomingMessage): readonly string[] {
  return String(headers["x-amz-target"] ?? "").split(".")
}

function serviceOf(request: IncomingMessage): Service | undefined {
  const [name = ""] = targetOf(request)
  return Object.hasOwn(SERVICES, name) ? SERVICES[name] : undefined
}

function send(response: ServerResponse, status: number, contentType: string, answer: unknown): void {
  const body = JSON.stringify(answer ?? {})
  response.writeHead(status, {
    "Content-Type": contentType,
    "Content-Length": Buffer.byteLength(body),
    "x-amzn-RequestId": randomUUID(),
  })
  response.end(body)
}

/** AWS's names for what is wrong with a signature. https://docs.aws.amazon.com/step-functions/latest/apireference/CommonErrors.html */
function toApiError({ reason, message }: SignatureRefused): ApiError {
  switch (reason) {
    case "missing":
      return new ApiError("MissingAuthenticationTokenException", message, 403)
    case "unknown-key":
      return new ApiError("UnrecognizedClientException", message, 403)
    case "unsupported":
    case "malformed":
      return new ApiError("IncompleteSignatureException", message, 403)
    case "expired":
      return new ApiError("RequestExpired", message, 403)
    default:
      return new ApiError("InvalidSignatureException", message, 403)
  }
}

function refusedHost(): ApiError {
  const message = "Requests must be made to a loopback name (localhost, 127.0.0.1), and from no other site."
  return new ApiError("AccessDeniedException", message, 403)
}
