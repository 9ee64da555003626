import type { IncomingMessage } from "node:http"
import { ApiError } from "./api-error.ts"

/** A definition of 1 MB, as JSON in a JSON string, and room to spare. */
const MAX_BODY = 4 * 1024 * 1024

/** Throws RequestEntityTooLarge, and what Node does where the client goes away. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = []
  let length = 0
  // left open where it is too long: the answer goes the same way back
  for await (const piece of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    length += piece.length
    if (length > MAX_BODY)
      throw new ApiError("RequestEntityTooLarge", `the body has more than ${MAX_BODY} bytes`, 413)
    pieces.push(piece)
  }
  return Buffer.concat(pieces)
}

/** Throws SerializationException. */
export function parseBody(body: Buffer): unknown {
  if (body.length === 0) return {}
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body))
  } catch (error) {
    const why = error instanceof SyntaxError ? `is not JSON: ${error.message}` : "is not UTF-8"
    throw new ApiError("SerializationException", `the body ${why}`)
  }
}
