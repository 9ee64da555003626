import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"

/** An error as AWS answers it: its name is the one in `__type`. */
export type Refusal = { readonly name: string; readonly status?: number; readonly message?: string }

/** Stands in for SSM and Lambda, which the embedded endpoints have not. */
export type StandIn = {
  readonly url: string
  /** The stages' parameters, by their names: `/mapfold/prod`. */
  readonly parameters: Map<string, unknown>
  /** Lambda functions that the account may run at a time. */
  concurrency: number
  /** Answered instead, by the operation: `GetParameter`. */
  readonly refusals: Map<string, Refusal>
  close(): Promise<void>
}

export async function openStandIn(): Promise<StandIn> {
  const server = createServer((request, response) => void answer(standIn, request, response))
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening))
  const { port } = server.address() as AddressInfo
  const standIn: StandIn = {
    url: `http://127.0.0.1:${port}`,
    parameters: new Map(),
    concurrency: 1_000,
    refusals: new Map(),
    async close() {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
  return standIn
}

async function answer(standIn: StandIn, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const operation = operationOf(request)
  const input = JSON.parse(Buffer.concat(chunks).toString() || "{}") as { readonly Name?: string }
  const refusal = standIn.refusals.get(operation)
  const found = refusal === undefined ? find(standIn, operation, input) : null
  if (found !== null) return send(response, 200, found)
  const { name, status = 400, message = `${name} it is.` } = refusal ?? { name: "ParameterNotFound" }
  // Lambda has the name in a header, the JSON protocols in the body
  response.setHeader("x-amzn-errortype", name)
  send(response, status, { __type: name, message, Message: message })
}

/** `AmazonSSM.GetParameter`, or a path of Lambda's. */
function operationOf({ headers, url = "" }: IncomingMessage): string {
  const target = headers["x-amz-target"]
  if (typeof target === "string") return target.split(".")[1] ?? ""
  return url.startsWith("/2016-08-19/account-settings") ? "GetAccountSettings" : url
}

/** Null where there is none. */
function find(
  { parameters, concurrency }: StandIn,
  operation: string,
  { Name = "" }: { readonly Name?: string },
): object | null {
  const names = [...parameters.keys()]
  if (operation === "GetParameter") {
    const Value = parameters.get(Name)
    return Value === undefined ? null : { Parameter: { Name, Type: "String", Value: JSON.stringify(Value) } }
  }
  if (operation === "GetParametersByPath") return { Parameters: names.map((name) => ({ Name: name })) }
  if (operation !== "GetAccountSettings") throw new Error(`nobody foresaw ${operation}`)
  const limit = { ConcurrentExecutions: concurrency, UnreservedConcurrentExecutions: concurrency }
  return { AccountLimit: limit, AccountUsage: {} }
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/x-amz-json-1.1" }).end(JSON.stringify(body))
}
