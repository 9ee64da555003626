import { createServer, type IncomingMessage, request as send } from "node:http"
import type { AddressInfo } from "node:net"

/** What a request is answered instead of being passed on. */
export type Refusal = { readonly status: number; readonly code: string }

export type S3Request = { readonly method: string; readonly path: string; readonly isCopy: boolean }

/** Stands before an S3 endpoint: sees every request, lets it wait, or refuses it. */
export type S3Gate = {
  readonly url: string
  /** What has come since it was emptied last. */
  readonly seen: S3Request[]
  /** Null where nothing is refused. */
  refuse: ((request: S3Request) => Refusal | null) | null
  /** Awaited before a request goes on. */
  hold: ((request: S3Request) => Promise<void>) | null
  close(): Promise<void>
}

export async function openS3Gate(next: string): Promise<S3Gate> {
  const server = createServer((request, response) => {
    const asked = describe(request)
    gate.seen.push(asked)
    const refusal = gate.refuse?.(asked) ?? null
    if (refusal !== null) {
      request.resume()
      response.writeHead(refusal.status, { "content-type": "application/xml" })
      response.end(`<Error><Code>${refusal.code}</Code><Message>${refusal.code} it is</Message></Error>`)
      return
    }
    void (gate.hold?.(asked) ?? Promise.resolve()).then(() => {
      const { hostname, port } = new URL(next)
      const { method, url, headers } = request
      const onward = send({ hostname, port, method, path: url, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 500, answer.headers)
        answer.pipe(response)
      })
      onward.on("error", () => response.destroy())
      request.pipe(onward)
    })
  })
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening))
  const gate: S3Gate = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ...{ seen: [], refuse: null, hold: null },
    async close() {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
  return gate
}

function describe({ method = "", url = "", headers }: IncomingMessage): S3Request {
  return { method, path: url.split("?")[0]!, isCopy: headers["x-amz-copy-source"] !== undefined }
}
