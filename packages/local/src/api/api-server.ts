import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import { type HttpServer, listen } from "../http-server.ts"
import { type AnswerOptions, makeAnswer } from "./answer.ts"

export type ApiServerOptions = AnswerOptions & {
  readonly host?: string
  /** 0 picks a free one. */
  readonly port?: number
}

export type ApiServer = HttpServer

/** Bytes of a request's line and headers. */
const MAX_HEADER_BYTES = 16 * 1024
/** Milliseconds until a request has come whole: a definition of 1 MB is the largest. */
const REQUEST_TIMEOUT = 60_000
const HEADERS_TIMEOUT = 20_000
/** Milliseconds that a connection waits for its next request. */
const KEEP_ALIVE = 65_000
const MAX_CONNECTIONS = 1_000

/** Serves the APIs of Step Functions and, for reading, CloudWatch Logs. Throws Node's error where the port cannot be had. */
export async function makeApiServer(options: ApiServerOptions): Promise<ApiServer> {
  const { host = "127.0.0.1", port = 0 } = options
  const answer = makeAnswer({ ...options, host })
  const server = createServer({ maxHeaderSize: MAX_HEADER_BYTES, requestTimeout: REQUEST_TIMEOUT })
  server.headersTimeout = HEADERS_TIMEOUT
  server.keepAliveTimeout = KEEP_ALIVE
  server.maxConnections = MAX_CONNECTIONS
  server.on("request", (request: IncomingMessage, response: ServerResponse) => void answer(request, response))
  return listen(server, host, port)
}
