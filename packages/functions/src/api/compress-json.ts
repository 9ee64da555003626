import { promisify } from "node:util"
import { gzip } from "node:zlib"
import type { MiddlewareHandler } from "hono"

/** Bytes; what is shorter goes into one packet as it is. */
const WORTH_IT = 1_024

const compress = promisify(gzip)

/** Compresses JSON that is worth it. Downloads go out as they are: they may be too long to hold. */
export const compressJson: MiddlewareHandler = async (c, next) => {
  await next()
  const { headers } = c.res
  const isJson = headers.get("Content-Type")?.startsWith("application/json") === true
  if (!isJson || headers.has("Content-Disposition") || c.res.body === null) return
  headers.append("Vary", "Accept-Encoding")
  if (!takesGzip(c.req.header("Accept-Encoding")) || c.req.method === "HEAD") return
  const plain = new Uint8Array(await c.res.arrayBuffer())
  const isWorthIt = plain.length > WORTH_IT
  const body = isWorthIt ? await compress(plain) : plain
  const answer = new Response(body, { status: c.res.status, headers })
  if (isWorthIt) answer.headers.set("Content-Encoding", "gzip")
  answer.headers.set("Content-Length", String(body.length))
  c.res = undefined
  c.res = answer
}

/** Whether an Accept-Encoding names gzip, and not with a weight of zero. */
export function takesGzip(header: string | undefined): boolean {
  return (header ?? "").split(",").some((part) => {
    const [name = "", ...params] = part.split(";").map((text) => text.trim().toLowerCase())
    return name === "gzip" && !params.some((param) => /^q=0(?:\.0*)?$/.test(param))
  })
}
