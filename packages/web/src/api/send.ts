import type { Connection } from "./connection.ts"
import { ConnectionLost } from "./errors.ts"

/** Milliseconds. A cold start of the API's function and a slow listing of AWS fit in; a person would give up after it. */
const TIMEOUT = 20_000

/** What a gateway in front of the API says where the API itself does not answer. */
const GATEWAY_STATUSES = [502, 503, 504]

export type Send = (input: RequestInfo | URL, init?: RequestInit) => Promise<Response>

/**
 * Sends a request to the status API: gives up after a time, signs a body with its hash (CloudFront passes none on without, and
 * the API takes none), and tells `connection` whether anybody answered. Throws `ConnectionLost` alone.
 */
export function makeSend(fetch: Send, connection: Connection): Send {
  return async (input, init = {}) => {
    const headers = new Headers(init.headers)
    if (init.method === "POST") headers.set("x-amz-content-sha256", await sha256(bodyOf(init)))
    const timeout = AbortSignal.timeout(TIMEOUT)
    const signal = init.signal ? AbortSignal.any([init.signal, timeout]) : timeout
    try {
      const response = await fetch(input, { ...init, headers, signal })
      if (!isFromApi(response)) throw new ConnectionLost(`something else answered with ${response.status}`)
      connection.report(false)
      return response
    } catch (error) {
      // The page no longer wants the answer: that says nothing of the connection.
      if (init.signal?.aborted) throw error
      connection.report(true)
      throw error instanceof ConnectionLost ? error : new ConnectionLost(String(error))
    }
  }
}

function isFromApi(response: Response): boolean {
  const isJson = response.headers.get("content-type")?.startsWith("application/json") === true
  return isJson || !GATEWAY_STATUSES.includes(response.status)
}

function bodyOf({ body }: RequestInit): string {
  if (body === null || body === undefined) return ""
  if (typeof body === "string") return body
  throw new TypeError(`a body of the status API is a text, not ${Object.prototype.toString.call(body)}`)
}

/** In hexadecimal, as S3 and CloudFront's origin access control take it. */
async function sha256(text: string): Promise<string> {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text))
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, "0")).join("")
}
