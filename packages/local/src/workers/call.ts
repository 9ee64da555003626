import type { LogLine, LogTag } from "../state/logs.ts"
import type { HandlerError } from "./handler.ts"

/** One invocation, as it is sent to a worker. */
export type Call = {
  readonly id: number
  readonly target: string
  /** JSON; undefined where there is no payload. */
  readonly payload: string | undefined
  readonly milliseconds: number
  /** Whose it is: what the function prints is told with it. */
  readonly tag: LogTag | null
}

/** What a function has printed, as the worker tells it. */
export type PrintedLine = { readonly tag: LogTag; readonly line: LogLine }

/** `text` is JSON; undefined where the function has answered nothing. An error is answered, not thrown. */
export type Answer =
  | { readonly id: number; readonly text: string | undefined }
  | { readonly id: number; readonly error: HandlerError }

/** The worker has loaded its modules, well or not: only then does it begin a call. */
export type Ready = { readonly isReady: true }

export type WorkerMessage = Answer | PrintedLine | Ready
