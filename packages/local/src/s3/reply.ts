import type { ServerResponse } from "node:http"
import { Readable } from "node:stream"
import { pipeline } from "node:stream/promises"
import { type Content, writeXml } from "./xml/write-xml.ts"

/** An answer to a request. */
export type Reply = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** Text or bytes, at once or as they come; the length of bytes stands in the headers. */
  readonly body: string | Uint8Array | Readable | null
}

export function reply(status: number, headers: Readonly<Record<string, string>> = {}): Reply {
  return { status, headers, body: null }
}

export function replyXml(
  root: string,
  content: Content,
  headers: Readonly<Record<string, string>> = {},
): Reply {
  return {
    status: 200,
    headers: { ...headers, "content-type": "application/xml" },
    body: writeXml(root, content),
  }
}

/**
 * Sends an answer to its end. Throws where the connection, or what is sent, breaks. `beforeEnd` is waited for when all has been
 * sent and the connection, which may be closed then, is still open.
 */
export async function sendReply(
  response: ServerResponse,
  { status, headers, body }: Reply,
  beforeEnd?: () => Promise<void>,
): Promise<void> {
  const isBodiless = response.req.method === "HEAD" || status === 204 || status === 304
  try {
    const length = typeof body === "string" ? Buffer.byteLength(body) : 0
    const isKnown = isBodiless || body instanceof Readable || headers["content-length"] !== undefined
    response.writeHead(status, isKnown ? headers : { ...headers, "content-length": String(length) })
    const whole = isBodiless ? null : body
    if (whole instanceof Readable) await pipeline(whole, response)
    else if (beforeEnd === undefined) response.end(whole ?? undefined)
    else {
      if (whole === null) response.flushHeaders()
      else response.write(whole)
      await beforeEnd()
      response.end()
    }
  } finally {
    if (body instanceof Readable) body.destroy()
  }
}
