import { createHash, createHmac, timingSafeEqual } from "node:crypto"

export const ALGORITHM = "AWS4-HMAC-SHA256"

export type Credentials = { readonly accessKeyId: string; readonly secretAccessKey: string }

/** What a signature holds for: `20261122/eu-central-1/s3/aws4_request`. */
export type Scope = { readonly day: string; readonly region: string; readonly service: string }

export function scopeText({ day, region, service }: Scope): string {
  return `${day}/${region}/${service}/aws4_request`
}

export function signingKey(secret: string, { day, region, service }: Scope): Buffer {
  const parts = [day, region, service, "aws4_request"]
  return parts.reduce<Buffer>((key, part) => hmac(key, part), Buffer.from(`AWS4${secret}`))
}

/** The signature of a canonical request, whose characters are bytes; `time` is written `20261122T163158Z`. */
export function signRequest(key: Buffer, time: string, scope: Scope, canonical: string): string {
  const hash = sha256(Buffer.from(canonical, "latin1"))
  return hmac(key, [ALGORITHM, time, scopeText(scope), hash].join("\n")).toString("hex")
}

/** Compares in a time that tells nothing of where the two differ. */
export function isSame(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)]
  return a.length === b.length && timingSafeEqual(a, b)
}

export function sha256(bytes: Uint8Array | string): string {
  return createHash("sha256").update(bytes).digest("hex")
}

export function hmac(key: Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest()
}

/** Milliseconds since 1970 of `20261122T163158Z`, or null. */
export function readTime(text: string): number | null {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text)
  if (parts === null) return null
  const [, year, month, day, hour, minute, second] = parts
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`)
  return Number.isNaN(time) ? null : time
}
