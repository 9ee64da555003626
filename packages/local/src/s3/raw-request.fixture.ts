import { createHash } from "node:crypto"
import { request as httpRequest, type IncomingHttpHeaders } from "node:http"
import { authorizationOf, credentialOf, signatureOf } from "./sigv4/sign.fixture.ts"

export type RawAnswer = {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

export type RawRequest = {
  readonly method?: string
  /** Behind the endpoint's address: `/files/a?tagging`. */
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
  readonly host?: string
  /** Signed in place of the body's hash. */
  readonly payloadHash?: string
}

function timeNow(): string {
  return new Date().toISOString().replace(/[-:]|\.\d+/g, "")
}

/** The headers of a signed request, `Authorization` among them. */
export function sign(url: URL, { method = "GET", headers = {}, body = "", host, payloadHash }: RawRequest) {
  const hash = payloadHash ?? createHash("sha256").update(body).digest("hex")
  const time = timeNow()
  const all = { ...headers, host: host ?? url.host, "x-amz-date": time, "x-amz-content-sha256": hash }
  return { ...all, authorization: authorizationOf({ method, url, headers: all, payloadHash: hash, time }) }
}

/** An address with its signature in it. */
export function presign(url: URL, method: string, seconds: number, time = timeNow()): URL {
  const signed = {
    method,
    url: new URL(url),
    headers: { host: url.host },
    payloadHash: "UNSIGNED-PAYLOAD",
    time,
  }
  const claims = {
    "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
    "X-Amz-Credential": credentialOf(signed),
    "X-Amz-Date": time,
    "X-Amz-Expires": String(seconds),
    "X-Amz-SignedHeaders": "host",
  }
  for (const [name, value] of Object.entries(claims)) signed.url.searchParams.append(name, value)
  const presigned = new URL(signed.url)
  presigned.searchParams.append("X-Amz-Signature", signatureOf(signed))
  return presigned
}

/** Sends what it is told to, in one piece, whatever the server says meanwhile. */
export function send(
  url: URL,
  method: string,
  headers: Readonly<Record<string, string>>,
  body: string | Uint8Array = "",
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const sent = httpRequest(url, { method, headers: { "content-length": String(body.length), ...headers } })
    sent.on("response", (response) => {
      const pieces: Buffer[] = []
      response.on("data", (piece) => pieces.push(piece))
      response.on("error", reject)
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(pieces) }),
      )
    })
    sent.on("error", reject)
    sent.end(body)
  })
}

/** Signs and sends. */
export function ask(endpoint: string, raw: RawRequest): Promise<RawAnswer> {
  const url = new URL(endpoint + raw.path)
  return send(url, raw.method ?? "GET", sign(url, raw), raw.body)
}
