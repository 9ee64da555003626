import type { StatusApi } from "@mapfold/functions/api/status-api"
import { hc } from "hono/client"
import { connection } from "./connection.ts"
import { ApiError } from "./errors.ts"
import { makeSend } from "./send.ts"

/** The status API of the address that this page came from, typed by its own definition. */
export const api = hc<StatusApi>("/", { fetch: makeSend((...args) => fetch(...args), connection) }).api

type Answer<T> = { readonly ok: boolean; readonly status: number; json(): Promise<T> }

/** What the API answered, or an `ApiError` with what it said was wrong. */
export async function answerOf<T>(sent: Promise<Answer<T>>): Promise<T> {
  const response = await sent
  if (response.ok) return await response.json()
  const said: unknown = await response.json().catch(() => null)
  throw toApiError(said, response.status)
}

/** An error answer as an error; whatever has another shape is named by its status. */
export function toApiError(said: unknown, status: number): ApiError {
  const error = fieldOf(said, "error")
  const [name, message] = [fieldOf(error, "name"), fieldOf(error, "message")]
  if (typeof name === "string" && typeof message === "string") return new ApiError(name, message, status)
  return new ApiError("UnknownAnswer", `the status API answered with status ${status}`, status)
}

function fieldOf(value: unknown, field: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, field) : undefined
}
