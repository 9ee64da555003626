import { createHash } from "node:crypto"
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { crc32 } from "node:zlib"
import { compareKeys } from "@mapfold/core/store/key-order"

type Stored = {
  readonly bytes: Buffer
  readonly etag: string
  readonly crc32: string
  readonly lastModified: Date
}

/** As much of S3 as the store uses, on loopback: enough to see what the client sends and does with the answers. */
export async function startS3Server() {
  const objects = new Map<string, Stored>()
  /** Of these keys, nothing from the byte on is sent: the connection breaks, this many times. */
  const cuts = new Map<string, { at: number; times: number }>()
  /** Of these keys, one byte of the body is another, this many times. */
  const corruptions = new Map<string, number>()
  /** Answers instead of the next requests; a status of 0 is silence, and `done` does what is asked first. */
  const instead: { status: number; code: string; done?: boolean }[] = []
  const requests: string[] = []
  /** Bytes of the next bodies that arrive otherwise. */
  const damages: number[] = []
  /** What objects are said to be encrypted with. */
  const settings: { encryption: string | undefined; etag: ((bytes: Buffer) => string) | undefined } = {
    encryption: undefined,
    etag: undefined,
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error) => response.destroy(error))
  })

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<unknown> {
    const body = await readBody(request)
    requests.push(`${request.method} ${request.url}`)
    const refusal = instead.shift()
    if (refusal !== undefined && refusal.done !== true)
      return refusal.status === 0 ? null : refuse(response, refusal.status, refusal.code)
    const url = new URL(request.url ?? "/", "http://localhost")
    const [, bucket = "", ...rest] = url.pathname.split("/").map(decodeURIComponent)
    if (bucket !== "files") return refuse(response, 404, "NoSuchBucket")
    const key = rest.join("/")
    if (url.searchParams.has("list-type")) return list(response, url.searchParams)
    if (request.method === "PUT") return put(request, response, key, body, refusal)
    if (request.method === "DELETE") {
      objects.delete(key)
      return response.writeHead(204).end()
    }
    return get(request, response, key)
  }

  function get({ method, headers }: IncomingMessage, response: ServerResponse, key: string): ServerResponse {
    const found = objects.get(key)
    if (found === undefined) return refuse(response, 404, "NoSuchKey")
    if (headers["if-match"] !== undefined && headers["if-match"] !== found.etag)
      return refuse(response, 412, "PreconditionFailed")
    const from = Number(/^bytes=(\d+)-$/.exec(headers.range ?? "")?.[1] ?? 0)
    const bytes = found.bytes.subarray(from)
    response.writeHead(from > 0 ? 206 : 200, {
      "content-length": bytes.length,
      etag: found.etag,
      "last-modified": found.lastModified.toUTCString(),
      ...(headers["x-amz-checksum-mode"] === "ENABLED" &&
        from === 0 && { "x-amz-checksum-crc32": found.crc32 }),
      ...(settings.encryption && { "x-amz-server-side-encryption": settings.encryption }),
    })
    const corrupted = corruptions.get(key) ?? 0
    if (method !== "HEAD" && corrupted > 0) {
      corruptions.set(key, corrupted - 1)
      const wrong = Buffer.from(bytes)
      const at = (corrupted * 7) % wrong.length
      wrong[at] = wrong[at]! ^ 1
      return response.end(wrong)
    }
    const cut = cuts.get(key)
    if (method === "HEAD") return response.end()
    if (cut === undefined || cut.times === 0 || cut.at < from) return response.end(bytes)
    cut.times--
    response.write(bytes.subarray(0, cut.at - from), () => response.destroy())
    return response
  }

  function put(
    { headers }: IncomingMessage,
    response: ServerResponse,
    key: string,
    bytes: Buffer,
    refusal: (typeof instead)[number] | undefined,
  ): ServerResponse {
    const found = objects.get(key)
    const damage = damages.shift()
    if (damage !== undefined) bytes[damage] = bytes[damage]! ^ 1
    const checksum = checksumOf(bytes)
    if (headers["x-amz-checksum-crc32"] !== checksum) return refuse(response, 400, "BadDigest")
    if (headers["if-match"] !== undefined && found === undefined) return refuse(response, 404, "NoSuchKey")
    if (headers["if-match"] !== undefined && found?.etag !== headers["if-match"])
      return refuse(response, 412, "PreconditionFailed")
    if (headers["if-none-match"] === "*" && found !== undefined)
      return refuse(response, 412, "PreconditionFailed")
    const etag = settings.etag?.(bytes) ?? `"${createHash("md5").update(bytes).digest("hex")}"`
    objects.set(key, {
      bytes,
      etag,
      crc32: checksum,
      lastModified: new Date(Math.floor(Date.now() / 1e3) * 1e3),
    })
    if (refusal?.status === 0) return response
    if (refusal !== undefined) return refuse(response, refusal.status, refusal.code)
    return response.writeHead(200, { etag }).end()
  }

  function list(response: ServerResponse, query: URLSearchParams): ServerResponse {
    const after = query.get("continuation-token") ?? ""
    const matching = [...objects.keys()].filter((key) => key.startsWith(query.get("prefix") ?? ""))
    const keys = matching.filter((key) => compareKeys(key, after) > 0).sort(compareKeys)
    const page = keys.slice(0, 1_000)
    const encode = (key: string) => encodeURIComponent(key).replaceAll("%20", "+").replaceAll("%2F", "/")
    const contents = page.map((key) => {
      const { bytes, etag, lastModified } = objects.get(key)!
      return `<Contents><Key>${encode(key)}</Key><LastModified>${lastModified.toISOString()}</LastModified><ETag>${etag.replaceAll('"', "&quot;")}</ETag><Size>${bytes.length}</Size></Contents>`
    })
    const next = keys.length > page.length ? page.at(-1) : undefined
    const token = next === undefined ? "" : `<NextContinuationToken>${next}</NextContinuationToken>`
    response.writeHead(200, { "content-type": "application/xml" })
    return response.end(
      `<ListBucketResult><EncodingType>url</EncodingType>${contents.join("")}<IsTruncated>${next !== undefined}</IsTruncated>${token}</ListBucketResult>`,
    )
  }

  let connections = 0
  server.on("connection", () => connections++)
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const { port } = server.address() as AddressInfo
  return {
    endpoint: `http://127.0.0.1:${port}`,
    objects,
    cuts,
    corruptions,
    damages,
    settings,
    instead,
    requests,
    connections: () => connections,
    stop: () =>
      new Promise((resolve) => {
        server.close(resolve)
        server.closeAllConnections()
      }),
  }
}

function checksumOf(bytes: Buffer): string {
  const checksum = Buffer.alloc(4)
  checksum.writeUInt32BE(crc32(bytes))
  return checksum.toString("base64")
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks)
}

function refuse(response: ServerResponse, status: number, code: string): ServerResponse {
  response.writeHead(status, { "content-type": "application/xml" })
  return response.end(`<Error><Code>${code}</Code><Message>${code} it is</Message></Error>`)
}
