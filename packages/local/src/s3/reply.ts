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

/** Sends an answer to its end. Throws where the connection, or what is sent, breaks. */
export async function sendReply(response: ServerResponse, { status, headers, body }: Reply): Promise<void> {
  const isBodiless = response.req.method === "HEAD" || status === 204 || status === 304
  try {
    const length = typeof body === "string" ? Buffer.byteLength(body) : 0
    const isKnown = isBodiless || body instanceof Readable || headers["content-length"] !== undefined
    response.writeHead(status, isKnown ? headers : { ...headers, "content-length": String(length) })
    if (body instanceof Readable && !isBodiless) await pipeline(body, response)
    else response.end(isBodiless ? undefined : body)
  } finally {
    if (body instanceof Readable) body.destroy()
  }
}
