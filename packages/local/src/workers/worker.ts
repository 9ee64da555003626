import { flushCompileCache } from "node:module"
import { type MessagePort, workerData } from "node:worker_threads"
import { FunctionNotFound } from "../errors.ts"
import type { Answer, Call, PrintedLine, WorkerMessage } from "./call.ts"
import { openClaims } from "./claims.ts"
import { takeConsole } from "./console-lines.ts"
import { describeError, type Handler, startInvocation } from "./handler.ts"

/** What a worker is started with. */
export type WorkerStart = {
  readonly module: string
  readonly options: unknown
  readonly port: MessagePort
  readonly claims: SharedArrayBuffer
}

const start = workerData as WorkerStart
const claims = openClaims(start.claims)
const handlers = loadHandlers(start)
let areLoaded = false
// a module that cannot be loaded is the answer to every call, not the worker's end
const loaded = handlers.then(
  () => {},
  () => {},
)
void loaded.then(() => {
  areLoaded = true
  start.port.postMessage({ isReady: true } satisfies WorkerMessage)
})

let current: Call | null = null
takeConsole(() => {
  if (current === null || current.tag === null) return null
  const { tag, target: source } = current
  return (line) => start.port.postMessage({ tag, line: { ...line, source } } satisfies PrintedLine)
})

const waiting: Call[] = []
let isBusy = false
start.port.on("message", (calls: readonly Call[]) => {
  waiting.push(...calls)
  if (!isBusy) void work()
})

async function work(): Promise<void> {
  isBusy = true
  // no call has begun before: its time is its own
  if (!areLoaded) await loaded
  for (let call = waiting.shift(); call !== undefined; call = waiting.shift()) {
    if (claims.begin(call.id)) start.port.postMessage(await answer(call))
  }
  isBusy = false
}

async function loadHandlers({ module, options }: WorkerStart): Promise<Readonly<Record<string, Handler>>> {
  const { makeHandlers } = await import(module)
  // a worker is ended, not left to exit: it would never write what it has compiled
  flushCompileCache()
  return makeHandlers(options)
}

async function answer(call: Call): Promise<Answer> {
  const { id, target, payload, milliseconds } = call
  try {
    current = call
    const handler = (await handlers)[target]
    if (handler === undefined) throw new FunctionNotFound(target, Object.keys(await handlers))
    const event: unknown = payload === undefined ? undefined : JSON.parse(payload)
    return { id, text: JSON.stringify(await handler(event, startInvocation(milliseconds, target))) }
  } catch (error) {
    return { id, error: describeError(error) }
  } finally {
    current = null
  }
}
