import { FunctionFailed } from "../errors.ts"

/** What a handler is told of its invocation, as Lambda tells it. */
export type InvocationContext = {
  getRemainingTimeInMillis(): number
  readonly functionName: string
  readonly functionVersion: string
}

/** A Lambda handler. */
export type Handler = (event: unknown, context: InvocationContext) => Promise<unknown>

/** A module for workers exports this as `makeHandlers`: the handlers by the names they are called by. */
export type MakeHandlers = (options: never) => Handlers | Promise<Handlers>
export type Handlers = Readonly<Record<string, Handler>>

/** A handler's error as Lambda reports it. */
export type HandlerError = {
  readonly errorType: string
  readonly errorMessage: string
  readonly trace: readonly string[]
}

export function describeError(error: unknown): HandlerError {
  if (!(error instanceof Error)) return { errorType: "Error", errorMessage: String(error), trace: [] }
  return { errorType: error.name, errorMessage: error.message, trace: (error.stack ?? "").split("\n") }
}

export function toFunctionFailed({ errorType, errorMessage, trace }: HandlerError): FunctionFailed {
  return new FunctionFailed(errorType, errorMessage, trace)
}

/** The context of an invocation that may take so many milliseconds from now on. */
export function startInvocation(milliseconds: number, functionName: string): InvocationContext {
  const end = performance.now() + milliseconds
  return {
    getRemainingTimeInMillis: () => Math.max(0, end - performance.now()),
    functionName,
    functionVersion: "$LATEST",
  }
}
