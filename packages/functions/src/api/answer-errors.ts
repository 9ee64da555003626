import type { Context } from "hono"
import type { $ZodError } from "zod/v4/core"

/** A request that does not say what its route takes. */
export class InvalidRequest extends Error {
  override readonly name = "InvalidRequest"

  constructor(target: string, error: $ZodError) {
    const [issue] = error.issues
    const path = issue?.path.join(".") ?? ""
    super(
      `the request's ${target}${path === "" ? "" : ` "${path}"`} cannot be used: ${issue?.message ?? "?"}`,
    )
  }
}

/** What the errors of `Runs` are over HTTP; any other is a 500 that says no more than that. */
const STATUS: Readonly<Record<string, 400 | 401 | 403 | 404 | 409 | 413 | 429 | 502 | 503>> = {
  InvalidRequest: 400,
  InvalidRunInput: 400,
  AccessDenied: 403,
  SessionExpired: 403,
  ForeignRequest: 403,
  NoSuchRun: 404,
  NoSuchBatch: 404,
  NotYet: 404,
  NotAllowed: 409,
  Throttled: 429,
  Unreachable: 502,
}

export type ErrorAnswer = { readonly error: { readonly name: string; readonly message: string } }

/** An error as JSON. What nobody foresaw is told to the log, not to whoever asks. */
export function toAnswer(error: Error, c: Context): Response {
  const status = STATUS[error.name]
  if (status !== undefined) return c.json({ error: { name: error.name, message: error.message } }, status)
  console.error(error)
  const message = "the status API failed on this request; its log says why"
  return c.json({ error: { name: "InternalError", message } }, 500)
}
