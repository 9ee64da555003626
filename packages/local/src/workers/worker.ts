import { flushCompileCache } from "node:module"
import { parentPort, workerData } from "node:worker_threads"
import { FunctionNotFound } from "../errors.ts"
import type { LogLine, LogTag } from "../state/logs.ts"
import { takeConsole } from "./console-lines.ts"
import { describeError, type Handler, type HandlerError, startInvocation } from "./handler.ts"

/** What a worker is started with. */
export type WorkerStart = { readonly module: string; readonly options: unknown }

/** One invocation. */
export type Call = {
  readonly target: string
  readonly payload: unknown
  readonly milliseconds: number
  /** Whose it is: what the function prints is told with it. */
  readonly tag: LogTag | null
}

/** What a function has printed, as the worker tells it. */
export type PrintedLine = { readonly tag: LogTag; readonly line: LogLine }

let current: Call | null = null
takeConsole(() => {
  if (current === null || current.tag === null) return null
  const { tag, target: source } = current
  return (line) => parentPort?.postMessage({ tag, line: { ...line, source } } satisfies PrintedLine)
})

/** An error is answered, not thrown: what is thrown is the worker's own end. */
export type Answer = { readonly value: unknown } | { readonly error: HandlerError }

const handlers = loadHandlers(workerData as WorkerStart)
// a module that cannot be loaded is the answer to every call, not the worker's end
handlers.catch(() => {})

async function loadHandlers({ module, options }: WorkerStart): Promise<Readonly<Record<string, Handler>>> {
  const { makeHandlers } = await import(module)
  // a worker is ended, not left to exit: it would never write what it has compiled
  flushCompileCache()
  return makeHandlers(options)
}

export default async function answer(call: Call): Promise<Answer> {
  const { target, payload, milliseconds } = call
  try {
    current = call
    const handler = (await handlers)[target]
    if (handler === undefined) throw new FunctionNotFound(target, Object.keys(await handlers))
    return { value: await handler(payload, startInvocation(milliseconds, target)) }
  } catch (error) {
    return { error: describeError(error) }
  } finally {
    current = null
  }
}
