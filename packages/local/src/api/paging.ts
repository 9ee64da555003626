import * as z from "zod"
import { invalidToken } from "./api-error.ts"

/** How much of a list is asked for, and from where on. */
export const Paging = {
  maxResults: z.int().min(0).max(1_000).default(0),
  nextToken: z.string().max(1_024).nullish(),
}

const DEFAULT_COUNT = 100

export type Page<Cursor> = { readonly count: number; readonly cursor: Cursor | null }

/** Where a page begins. A token is what the page before ended with, as JSON in base64. Throws InvalidToken. */
export function openPage<Cursor extends string | number>(
  { maxResults, nextToken }: { readonly maxResults: number; readonly nextToken?: string | null | undefined },
  kind: "string" | "number",
): Page<Cursor> {
  const count = maxResults === 0 ? DEFAULT_COUNT : maxResults
  if (nextToken === null || nextToken === undefined) return { count, cursor: null }
  return { count, cursor: readToken(nextToken, kind) as Cursor }
}

function readToken(token: string, kind: string): unknown {
  try {
    const cursor: unknown = JSON.parse(Buffer.from(token, "base64url").toString("utf8"))
    if (typeof cursor === kind) return cursor
  } catch {
    // said below
  }
  throw invalidToken()
}

/** The token for what follows, where as much came as was asked for. */
export function closePage<Item>(
  items: readonly Item[],
  { count }: { readonly count: number },
  cursorOf: (last: Item) => string | number,
): string | undefined {
  const last = items.at(-1)
  if (last === undefined || items.length < count) return undefined
  return Buffer.from(JSON.stringify(cursorOf(last))).toString("base64url")
}
