import type { Headers } from "./body/headers.ts"
import { preconditionFailed } from "./s3-error.ts"

/** What conditions are about. `lastModified` is in milliseconds since 1970, whole seconds. */
type State = { readonly etag: string; readonly lastModified: number }

/**
 * Whether the answer is "not modified", by RFC 9110, 13.2.2. Throws `PreconditionFailed`.
 *
 * `prefix` is that of a copy's headers: `x-amz-copy-source-`. A condition by time that is no time is none.
 */
export function isUnmodified(headers: Headers, state: State, prefix = ""): boolean {
  const condition = (name: string) => headers[`${prefix}${name}`]
  const ifMatch = condition("if-match")
  if (ifMatch !== undefined && !matches(ifMatch, state.etag)) throw preconditionFailed("If-Match")
  const unmodified = Date.parse(condition("if-unmodified-since") ?? "")
  if (ifMatch === undefined && state.lastModified > unmodified)
    throw preconditionFailed("If-Unmodified-Since")
  const ifNoneMatch = condition("if-none-match")
  if (ifNoneMatch !== undefined) return matches(ifNoneMatch, state.etag)
  const modified = Date.parse(condition("if-modified-since") ?? "")
  return state.lastModified <= modified
}

/** Clients send an ETag with its quotes or without, or several. */
export function matches(list: string, etag: string): boolean {
  return list.split(",").some((each) => {
    const wanted = each.trim().replace(/^W\//, "")
    return wanted === "*" || unquote(wanted) === unquote(etag)
  })
}

export function unquote(etag: string): string {
  return etag.replace(/^"(.*)"$/, "$1")
}
