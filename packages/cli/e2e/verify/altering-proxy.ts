import { createServer, type IncomingMessage, type ServerResponse, request as send } from "node:http"
import type { AddressInfo } from "node:net"
import { text } from "node:stream/consumers"

/** Passes on what is asked, and answers otherwise where it is told to. */
export type AlteringProxy = {
  readonly url: string
  /** By the operation: what its answer becomes. */
  readonly alterations: Map<string, (answer: Record<string, unknown>) => Record<string, unknown>>
  close(): Promise<void>
}

export async function openAlteringProxy(next: string): Promise<AlteringProxy> {
  const alterations: AlteringProxy["alterations"] = new Map()
  const server = createServer((request, response) => void passOn(next, alterations, request, response))
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    alterations,
    async close() {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}

async function passOn(
  next: string,
  alterations: AlteringProxy["alterations"],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { hostname, port } = new URL(next)
  const { method, url, headers } = request
  const body = await text(request)
  const target = headers["x-amz-target"]
  const alter = alterations.get(typeof target === "string" ? (target.split(".")[1] ?? "") : "")
  const onward = send({ hostname, port, method, path: url, headers }, async (answer) => {
    const said = await text(answer)
    const status = answer.statusCode ?? 500
    const altered =
      alter === undefined || status !== 200
        ? said
        : JSON.stringify(alter(JSON.parse(said) as Record<string, unknown>))
    const { "content-length": _, ...others } = answer.headers
    response.writeHead(status, others).end(altered)
  })
  onward.on("error", () => response.destroy())
  onward.end(body)
}
