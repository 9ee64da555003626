import { createHash, createHmac } from "node:crypto"
import type { VerifiedRequest } from "../sigv4/verify-request.ts"

const sha256 = (bytes: Uint8Array | string) => createHash("sha256").update(bytes).digest("hex")

/** A body in chunks as a client sends it, signed after the given request, or not signed. */
export function signChunks(
  chunks: readonly Uint8Array[],
  trailer: Readonly<Record<string, string>>,
  seed: VerifiedRequest | null,
): Buffer {
  let previous = seed?.signature ?? ""
  const sign = (kind: string, ...hashes: string[]) => {
    const { key = "", time = "", scope } = seed ?? {}
    const place = `${scope?.day}/${scope?.region}/${scope?.service}/aws4_request`
    const text = [`AWS4-HMAC-SHA256-${kind}`, time, place, previous, ...hashes].join("\n")
    previous = createHmac("sha256", key).update(text).digest("hex")
    return previous
  }
  const pieces: (string | Uint8Array)[] = []
  for (const chunk of [...chunks, new Uint8Array()]) {
    const signature = seed === null ? "" : `;chunk-signature=${sign("PAYLOAD", sha256(""), sha256(chunk))}`
    pieces.push(`${chunk.length.toString(16)}${signature}\r\n`, chunk, chunk.length > 0 ? "\r\n" : "")
  }
  const lines = Object.entries(trailer).map(([name, value]) => `${name}:${value}`)
  if (seed !== null && lines.length > 0) {
    lines.push(
      `x-amz-trailer-signature:${sign("TRAILER", sha256(lines.map((line) => `${line}\n`).join("")))}`,
    )
  }
  pieces.push(...lines.map((line) => `${line}\r\n`), "\r\n")
  return Buffer.concat(pieces.map((piece) => Buffer.from(piece)))
}
