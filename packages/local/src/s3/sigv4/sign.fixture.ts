import { createHash, createHmac } from "node:crypto"

/** What to sign; written apart from what is tested, from AWS's description alone. */
export type ToSign = {
  readonly method: string
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly payloadHash: string
  readonly time: string
  readonly region?: string
  readonly accessKeyId?: string
  readonly secretAccessKey?: string
}

const hash = (text: string) => createHash("sha256").update(text, "latin1").digest("hex")
const hmac = (key: Buffer | string, text: string) => createHmac("sha256", key).update(text).digest()

function encode(text: string): string {
  return [...Buffer.from(text)]
    .map((byte) => {
      const unit = String.fromCharCode(byte)
      return /[A-Za-z0-9\-._~]/.test(unit) ? unit : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`
    })
    .join("")
}

export function credentialOf({ time, region = "us-east-1", accessKeyId = "mapfold" }: ToSign): string {
  return `${accessKeyId}/${time.slice(0, 8)}/${region}/s3/aws4_request`
}

/** The signature, in hexadecimal, over all headers given. */
export function signatureOf(request: ToSign): string {
  const {
    method,
    url,
    headers,
    payloadHash,
    time,
    region = "us-east-1",
    secretAccessKey = "mapfold",
  } = request
  const names = Object.keys(headers).sort()
  const path = url.pathname.split("/").map((part) => encode(decodeURIComponent(part)))
  const encoded = [...url.searchParams].map(([name, value]) => ({ name: encode(name), value: encode(value) }))
  const byName = Map.groupBy(encoded, ({ name }) => name)
  const query = [...byName.keys()].sort().flatMap((name) =>
    byName
      .get(name)!
      .map(({ value }) => `${name}=${value}`)
      .sort(),
  )
  const canonical = [
    method,
    path.join("/"),
    query.join("&"),
    ...names.map((name) => `${name}:${headers[name]!.trim().replace(/ +/g, " ")}`),
    "",
    names.join(";"),
    payloadHash,
  ].join("\n")
  const scope = `${time.slice(0, 8)}/${region}/s3/aws4_request`
  const key = [region, "s3", "aws4_request"].reduce(
    (before, part) => hmac(before, part),
    hmac(`AWS4${secretAccessKey}`, time.slice(0, 8)),
  )
  return hmac(key, `AWS4-HMAC-SHA256\n${time}\n${scope}\n${hash(canonical)}`).toString("hex")
}

export function authorizationOf(request: ToSign): string {
  const names = Object.keys(request.headers).sort().join(";")
  return `AWS4-HMAC-SHA256 Credential=${credentialOf(request)}, SignedHeaders=${names}, Signature=${signatureOf(request)}`
}
