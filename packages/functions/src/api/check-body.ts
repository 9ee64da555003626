import { createHash } from "node:crypto"
import type { Context, MiddlewareHandler } from "hono"
import { bodyLimit } from "hono/body-limit"
import { BodyTooLarge, InvalidRequest } from "./errors.ts"

/** Bytes. An execution's input has at most 256 KiB; the rest is escapes. */
export const MAX_BODY = 1024 * 1024

const JSON_TYPE = /^application\/json *(?:;|$)/i
const SHA256_HEADER = "x-amz-content-sha256"

/** Reads no more than `MAX_BODY`. */
export const limitBody: MiddlewareHandler = bodyLimit({
  maxSize: MAX_BODY,
  onError: () => {
    throw new BodyTooLarge(MAX_BODY)
  },
})

/**
 * A request that may change something carries the SHA-256 of its body, of an empty one too: CloudFront demands the header
 * before it signs, and no form of another site can send it.
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-lambda.html
 */
export const checkBody: MiddlewareHandler = async (c, next) => {
  if (c.req.method === "GET" || c.req.method === "HEAD") refuseBody(c)
  else await verifyBody(c)
  await next()
}

/** For what is said by the address alone; after `checkBody`. */
export const takesNoBody: MiddlewareHandler = async ({ req }, next) => {
  if ((await req.arrayBuffer()).byteLength > 0)
    throw new InvalidRequest(`${req.method} ${req.path} takes no body: its address says all`)
  await next()
}

async function verifyBody({ req }: Context): Promise<void> {
  const declared = req.header(SHA256_HEADER)
  if (declared === undefined || !/^[0-9a-f]{64}$/.test(declared))
    throw new InvalidRequest(`the header ${SHA256_HEADER} must hold the SHA-256 of the body, in hex`)
  const body = new Uint8Array(await req.arrayBuffer())
  if (createHash("sha256").update(body).digest("hex") !== declared)
    throw new InvalidRequest(`the body is not the one whose SHA-256 the header ${SHA256_HEADER} holds`)
  if (body.length > 0 && !JSON_TYPE.test(req.header("Content-Type") ?? ""))
    throw new InvalidRequest("the body must be JSON: send it with Content-Type: application/json")
}

function refuseBody({ req }: Context): void {
  const isEmpty =
    Number(req.header("Content-Length") ?? 0) === 0 && req.header("Transfer-Encoding") === undefined
  if (!isEmpty) throw new InvalidRequest(`a ${req.method} takes no body`)
}
