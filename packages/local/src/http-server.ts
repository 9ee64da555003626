import type { Server } from "node:http"
import type { AddressInfo } from "node:net"

/** A server that has begun to listen. */
export type HttpServer = {
  /** `http://127.0.0.1:8080` */
  readonly url: string
  /** Lets the requests under way end, within 5 s, and takes no more. */
  close(): Promise<void>
}

/** Milliseconds that requests under way have to end. */
const GRACE = 5_000
/** Milliseconds. */
const IDLE_CHECK = 20

/** Begins to listen; port 0 picks a free one. Throws Node's error where the port cannot be had. */
export async function listen(server: Server, host: string, port: number): Promise<HttpServer> {
  await new Promise<void>((resolve, reject) => {
    server.on("error", reject)
    server.listen(port, host, resolve)
  })
  const { port: bound } = server.address() as AddressInfo
  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${bound}`,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      const timer = setTimeout(() => server.closeAllConnections(), GRACE)
      // A connection is idle when its answer has gone out, and would stay for the next request.
      const closing = setInterval(() => server.closeIdleConnections(), IDLE_CHECK)
      await closed
      clearTimeout(timer)
      clearInterval(closing)
    },
  }
}
