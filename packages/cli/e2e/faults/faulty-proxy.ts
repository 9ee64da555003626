import { createHash } from "node:crypto"
import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"

/** What can go wrong with a request; "lost" is done, and its answer is not there. */
export const FAULTS = ["error", "slow-down", "cut", "lost", "corrupt", "silence"] as const
export type Fault = (typeof FAULTS)[number]

export type FaultyProxy = {
  readonly url: string
  /** The requests that went wrong, in their order. */
  readonly injected: readonly { readonly fault: Fault; readonly method: string; readonly path: string }[]
  requests(): number
  /** Cuts the next body that is longer than so many bytes there. */
  cutAfter(bytes: number): void
  stop(): Promise<void>
}

export type FaultOptions = {
  readonly faults: readonly Fault[]
  /** Of requests, 0 to 1. */
  readonly share: number
  readonly seed: number
}

/** Names that differ from run to run. */
const RUN = /\/runs\/[^/]+\//
const UUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/

/**
 * Stands between S3's clients and an endpoint, and lets a share of the requests go wrong. Which ones depends on the seed, on what is
 * asked and on how often it was asked before, and so not on the order in which many come at once.
 */
export async function startFaultyProxy(
  endpoint: string,
  { faults, share, seed }: FaultOptions,
): Promise<FaultyProxy> {
  const agent = new Agent({ keepAlive: true })
  const { port } = new URL(endpoint)
  const asked = new Map<string, number>()
  const injected: { fault: Fault; method: string; path: string }[] = []
  let requests = 0
  let cutAt = Number.POSITIVE_INFINITY

  /** What will go wrong, and a number that says how. */
  function choose(method: string, path: string): { readonly fault: Fault | null; readonly turn: number } {
    const name = `${method} ${path.replace(RUN, "/runs/RUN/").replace(UUID, "UUID")}`
    const times = asked.get(name) ?? 0
    asked.set(name, times + 1)
    const digest = createHash("sha256").update(`${seed} ${name} ${times}`).digest()
    const turn = digest.readUInt32BE(4)
    if (digest.readUInt32BE(0) / 2 ** 32 >= share) return { fault: null, turn }
    const possible = faults.filter((fault) => fault !== "corrupt" || hasBody(method, path))
    return { fault: possible[turn % possible.length] ?? null, turn }
  }

  async function handle(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    requests++
    const { method = "GET", url: path = "/" } = incoming
    const body = await readAll(incoming)
    const { fault, turn } = choose(method, path)
    if (fault !== null) injected.push({ fault, method, path })
    if (fault === "error") return refuse(outgoing, 500, "InternalError", "We encountered an internal error.")
    if (fault === "slow-down") return refuse(outgoing, 503, "SlowDown", "Please reduce your request rate.")
    if (fault === "silence" && turn % 2 === 0) return
    const isPut = method === "PUT"
    if (fault === "corrupt" && isPut) flip(body, turn)
    const answer = await forward(incoming, body)
    if (fault === "silence") return
    const content = await readAll(answer)
    if (fault === "lost") return void outgoing.destroy()
    if (method === "GET" && content.length > cutAt) {
      const at = cutAt
      cutAt = Number.POSITIVE_INFINITY
      return cut(outgoing, answer, content, at)
    }
    if (fault === "cut") return cut(outgoing, answer, content, turn)
    if (fault === "corrupt" && !isPut && answer.statusCode! < 300) flip(content, turn)
    outgoing.writeHead(answer.statusCode!, answer.rawHeaders)
    outgoing.end(content)
  }

  function forward({ method, url, rawHeaders }: IncomingMessage, body: Buffer): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const options = { host: "127.0.0.1", port, method, path: url, headers: rawHeaders, agent }
      request(options, resolve).on("error", reject).end(body)
    })
  }

  const server = createServer((incoming, outgoing) => {
    handle(incoming, outgoing).catch(() => outgoing.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    injected,
    requests: () => requests,
    cutAfter(bytes) {
      cutAt = bytes
    },
    async stop() {
      agent.destroy()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** An object's bytes go one way or the other: a listing has no checksum to be wrong. */
function hasBody(method: string, path: string): boolean {
  return method === "PUT" || (method === "GET" && !path.includes("list-type="))
}

async function readAll(message: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = []
  for await (const piece of message) pieces.push(piece)
  return Buffer.concat(pieces)
}

function flip(bytes: Buffer, turn: number): void {
  if (bytes.length === 0) return
  const at = turn % bytes.length
  bytes[at] = bytes[at]! ^ (1 << (turn % 7))
}

/** A part of the answer, or nothing of one that has no body: its request has been served all the same. */
function cut(outgoing: ServerResponse, answer: IncomingMessage, content: Buffer, turn: number): void {
  if (content.length === 0) return void outgoing.destroy()
  outgoing.writeHead(answer.statusCode!, answer.rawHeaders)
  outgoing.write(content.subarray(0, turn % content.length), () => outgoing.destroy())
}

/** As S3 says it. https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
function refuse(outgoing: ServerResponse, status: number, code: string, message: string): void {
  outgoing.writeHead(status, { "content-type": "application/xml", "x-amz-request-id": "4442587FB7D0A2F9" })
  outgoing.end(
    `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message><RequestId>4442587FB7D0A2F9</RequestId><HostId>none</HostId></Error>`,
  )
}
