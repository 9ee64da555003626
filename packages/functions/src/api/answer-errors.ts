import type { Context } from "hono"
import { HTTPException } from "hono/http-exception"

export type ErrorAnswer = { readonly error: { readonly name: string; readonly message: string } }

/** What errors that are foreseen, those of `Runs` among them, are over HTTP. */
const STATUS: Readonly<Record<string, 400 | 403 | 404 | 409 | 413 | 429 | 502 | 504>> = {
  InvalidRequest: 400,
  InvalidRunInput: 400,
  AccessDenied: 403,
  SessionExpired: 403,
  ForeignRequest: 403,
  NoSuchRun: 404,
  NoSuchBatch: 404,
  NoSuchRoute: 404,
  NotYet: 404,
  NotAllowed: 409,
  BodyTooLarge: 413,
  Throttled: 429,
  Unreachable: 502,
  TimedOut: 504,
}

/** Errors as JSON. One that nobody foresaw is told to `onFailure`, and to whoever asks no more than that. */
export function answerErrors(onFailure: (error: unknown) => void) {
  return (error: Error, c: Context): Response => {
    const answer = (name: string, message: string): ErrorAnswer => ({ error: { name, message } })
    const status = Object.hasOwn(STATUS, error.name) ? STATUS[error.name] : undefined
    if (status !== undefined) return c.json(answer(error.name, error.message), status)
    // Hono's own, of a body that is no JSON
    if (error instanceof HTTPException && error.status === 400)
      return c.json(answer("InvalidRequest", `the request cannot be used: ${error.message}`), 400)
    onFailure(error)
    const message = "the status API failed on this request; its log says why"
    return c.json(answer("InternalError", message), 500)
  }
}
