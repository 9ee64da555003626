import { createServer } from "node:http"
import { getRequestListener, type Http2Bindings, type HttpBindings } from "@hono/node-server"
import { makeGuard } from "@mapfold/functions/api/guard"
import { makeStatusApi } from "@mapfold/functions/api/status-api"
import type { Runs } from "@mapfold/functions/runs/runs"
import { type HttpServer, listen } from "../http-server.ts"
import { isFromHere } from "../s3/host-rule.ts"
import { makePageAnswer, refuse } from "./answer-page.ts"
import { cutOffWhereBroken } from "./cut-off.ts"
import { readSiteFiles } from "./site-files.ts"

export type SiteServerOptions = {
  /** 0 picks a free one. */
  readonly port?: number
  /** What the status API tells of. */
  readonly runs: Runs
  /** The built site, with its index.html. */
  readonly folder: string
  /** Told of what went wrong in the server itself. */
  readonly onFailure?: (error: unknown) => void
}

/** Nobody signs in here, so that nobody but this machine may ask. */
const HOST = "127.0.0.1"
/** Bytes of a request's line and headers: an object's key of 1,024 bytes, encoded, in the address and in the page before. */
const MAX_HEADER_BYTES = 16 * 1024
/** Milliseconds until a request has come whole: its body has 1 MB at most. */
const REQUEST_TIMEOUT = 60_000
const HEADERS_TIMEOUT = 20_000
/** Milliseconds without a byte in either direction. */
const IDLE_TIMEOUT = 120_000
/** Milliseconds that a connection waits for its next request: longer than pages wait between two polls. */
const KEEP_ALIVE = 65_000
const MAX_CONNECTIONS = 1_000

/** Serves the status site and its API at one address. Throws Node's error where the port or the folder cannot be had. */
export async function makeSiteServer(options: SiteServerOptions): Promise<HttpServer> {
  const { port = 0, runs, folder, onFailure = () => {} } = options
  const answerPage = makePageAnswer(readSiteFiles(folder))
  const isOurs = (named: string | undefined) => isFromHere({ host: named }, HOST)
  const guard = makeGuard((header) => {
    const named = header("Host")
    return isOurs(named) ? `http://${named!.toLowerCase()}` : null
  })
  const api = makeStatusApi({ runs, guard, onFailure })

  const answer = async (request: Request, { incoming }: HttpBindings | Http2Bindings): Promise<Response> => {
    const { pathname } = new URL(request.url)
    if (pathname === "/api" || pathname.startsWith("/api/"))
      return cutOffWhereBroken(await api.fetch(request), () => incoming.socket.destroy(), onFailure)
    if (isOurs(request.headers.get("Host") ?? undefined)) return answerPage(request)
    return refuse(403, "The request's Host is not this site's: open the address that it was given.")
  }
  const listener = getRequestListener(answer, {
    overrideGlobalObjects: false,
    errorHandler: (error) => {
      if (error instanceof Error && error.name === "RequestError")
        return refuse(400, "The request cannot be understood.")
      onFailure(error)
      return refuse(500, "The status site failed on this request; the terminal it was started in says why.")
    },
  })
  const server = createServer({ maxHeaderSize: MAX_HEADER_BYTES, requestTimeout: REQUEST_TIMEOUT })
  server.headersTimeout = HEADERS_TIMEOUT
  server.timeout = IDLE_TIMEOUT
  server.keepAliveTimeout = KEEP_ALIVE
  server.maxConnections = MAX_CONNECTIONS
  server.on("request", (request, response) => void listener(request, response))
  return listen(server, HOST, port)
}
