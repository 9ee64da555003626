import { createServer } from "node:http"
import type { Duplex } from "node:stream"
import { type HttpServer, listen } from "../http-server.ts"
import type { BucketFolders } from "../store/folder-path.ts"
import { openToWrite } from "../store/object-database.ts"
import { makeKnownEtags } from "../store/object-records.ts"
import { makeObjectRegister } from "../store/object-register.ts"
import { makeRequestHandler } from "./handle-request.ts"
import type { Credentials } from "./sigv4/signature.ts"
import { makeUploadRegister } from "./uploads/upload-register.ts"

export type S3ServerOptions = {
  /** The engine's own folder: made buckets, records of objects, uploads. */
  readonly home: string
  /** Folders that are buckets, by the buckets' names. */
  readonly buckets: BucketFolders
  readonly credentials: Credentials
  /** Names of buckets that anybody may list and read, unsigned; none where nothing is said. */
  readonly publicBuckets?: ReadonlySet<string>
  readonly host?: string
  /** 0 picks a free one. */
  readonly port?: number
  readonly region?: string
  /** Milliseconds since 1970. */
  readonly clock?: () => number
  /** Told of what went wrong in the endpoint itself. */
  readonly onFailure?: (error: unknown) => void
}

export type S3Server = HttpServer

/** Bytes of a request's line and headers: a key of 1,024 bytes, encoded, twice (copies), and 2 KB of metadata. */
const MAX_HEADER_BYTES = 32 * 1024
const MAX_HEADERS = 200
/** Milliseconds until a request's headers are there. */
const HEADERS_TIMEOUT = 20_000
/** Milliseconds without a byte in either direction; putting the parts of 50 GB together takes two minutes. */
const IDLE_TIMEOUT = 300_000
/** Milliseconds that a connection waits for its next request: clients keep theirs for less. */
const KEEP_ALIVE = 65_000
const MAX_CONNECTIONS = 2_000

/** Serves folders as S3 buckets. Throws `StoreFailed` where the home cannot be used, Node's error where the port cannot. */
export async function makeS3Server(options: S3ServerOptions): Promise<S3Server> {
  const { home, buckets, credentials, host = "127.0.0.1", port = 0, region = "us-east-1" } = options
  const { clock = Date.now, onFailure = () => {}, publicBuckets = new Set() } = options
  const database = openToWrite(home)
  const register = makeObjectRegister(database, home)
  const uploads = makeUploadRegister(database, home, register, clock)
  const known = makeKnownEtags(database, home)
  const state = { buckets: { buckets, home }, region, known, register, uploads, clock }
  const handle = makeRequestHandler({ state, credentials, publicBuckets, host, onFailure })

  const underWay = new Set<Promise<void>>()
  const serve = (...args: Parameters<typeof handle>) => {
    const answering = handle(...args).finally(() => underWay.delete(answering))
    underWay.add(answering)
  }
  const server = createServer({ maxHeaderSize: MAX_HEADER_BYTES, requestTimeout: 0 })
  server.maxHeadersCount = MAX_HEADERS
  server.headersTimeout = HEADERS_TIMEOUT
  server.timeout = IDLE_TIMEOUT
  server.keepAliveTimeout = KEEP_ALIVE
  server.maxConnections = MAX_CONNECTIONS
  server.on("request", (message, response) => serve(message, response, false))
  server.on("checkContinue", (message, response) => serve(message, response, true))
  server.on("clientError", refuseBroken)

  try {
    uploads.expire(clock())
    uploads.sweep(clock())
    register.sweepDrafts(clock())
    const { url, close } = await listen(server, host, port)
    const end = async () => {
      await close()
      await Promise.all(underWay)
      database.close()
    }
    return { url, close: end }
  } catch (error) {
    database.close()
    throw error
  }
}

const STATUS: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: "431 Request Header Fields Too Large",
  ERR_HTTP_REQUEST_TIMEOUT: "408 Request Timeout",
}

/** What is no HTTP, or too much of it, or too slow. */
function refuseBroken(error: NodeJS.ErrnoException, socket: Duplex): void {
  const status = STATUS[error.code ?? ""] ?? "400 Bad Request"
  if (socket.writable) socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
  else socket.destroy()
}
