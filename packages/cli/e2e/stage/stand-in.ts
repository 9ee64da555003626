import { createServer, type IncomingMessage, type ServerResponse, request as send } from "node:http"
import type { AddressInfo } from "node:net"
import { text } from "node:stream/consumers"

/** An error as AWS answers it: by its name, as 400 where nothing is said. */
export type Refusal = { readonly name: string; readonly status?: number; readonly message?: string }

/**
 * Stands in for SSM and Lambda, which the embedded endpoints have not, and passes on what is for Step Functions and CloudWatch
 * Logs, so that any operation can be refused.
 */
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

/** `next` is the embedded endpoint. */
export async function openStandIn(next: string): Promise<StandIn> {
  const server = createServer((request, response) => void answer(standIn, next, request, response))
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

async function answer(
  standIn: StandIn,
  next: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { service, operation } = addresseeOf(request)
  const refusal = standIn.refusals.get(operation)
  if (refusal === undefined && service === "next") return passOn(next, request, response)
  const input = JSON.parse((await text(request)) || "{}") as { readonly Name?: string }
  const found = refusal === undefined ? find(standIn, operation, input) : null
  if (found !== null) return answerJson(response, 200, found)
  const { name, status = 400, message = `${name} it is.` } = refusal ?? { name: "ParameterNotFound" }
  // Lambda has the name in a header, the JSON protocols in the body
  response.setHeader("x-amzn-errortype", name)
  answerJson(response, status, { __type: name, message, Message: message })
}

/** `AmazonSSM.GetParameter`, or a path of Lambda's. */
function addresseeOf({ headers, url = "" }: IncomingMessage): { service: "own" | "next"; operation: string } {
  const target = headers["x-amz-target"]
  if (typeof target !== "string")
    return {
      service: "own",
      operation: url.includes("/account-settings") ? "GetAccountSettings" : decodeURIComponent(url),
    }
  const [service, operation = ""] = target.split(".")
  return { service: service === "AmazonSSM" ? "own" : "next", operation }
}

/** As it came, with the Host that it was signed for. */
function passOn(next: string, request: IncomingMessage, response: ServerResponse): void {
  const { method, url, headers } = request
  const { hostname, port } = new URL(next)
  const onward = send({ hostname, port, method, path: url, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 500, answer.headers)
    answer.pipe(response)
  })
  // as a server that is not there
  onward.on("error", () => response.destroy())
  request.pipe(onward)
}

/** Null where there is none. */
function find(
  { parameters, concurrency }: StandIn,
  operation: string,
  { Name = "" }: { readonly Name?: string },
): object | null {
  if (operation === "GetParameter") {
    const Value = parameters.get(Name)
    return Value === undefined ? null : { Parameter: { Name, Type: "String", Value: JSON.stringify(Value) } }
  }
  if (operation === "GetParametersByPath")
    return { Parameters: [...parameters.keys()].map((name) => ({ Name: name })) }
  if (operation === "GetAccountSettings")
    return {
      AccountLimit: { ConcurrentExecutions: concurrency, UnreservedConcurrentExecutions: concurrency },
      AccountUsage: {},
    }
  const [, FunctionName] = /\/functions\/([^/]+)\/configuration/.exec(operation) ?? []
  if (FunctionName === undefined) throw new Error(`nobody foresaw ${operation}`)
  return { FunctionName, MemorySize: 1_024, LoggingConfig: { LogGroup: `/aws/lambda/${FunctionName}` } }
}

function answerJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/x-amz-json-1.1" }).end(JSON.stringify(body))
}
