import { flushCompileCache } from "node:module"
import { workerData } from "node:worker_threads"
import { describeError, type Handler, type HandlerError, startInvocation } from "./handler.ts"

/** What a worker is started with. */
export type WorkerStart = { readonly module: string; readonly options: unknown }

/** One invocation. */
export type Call = { readonly target: string; readonly payload: unknown; readonly milliseconds: number }

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

export default async function answer({ target, payload, milliseconds }: Call): Promise<Answer> {
  try {
    const handler = (await handlers)[target]
    if (handler === undefined) throw new Error(`the workers have no function "${target}"`)
    return { value: await handler(payload, startInvocation(milliseconds)) }
  } catch (error) {
    return { error: describeError(error) }
  }
}
