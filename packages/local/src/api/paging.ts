import { createHash } from "node:crypto"
import * as z from "zod"
import { invalidToken } from "./api-error.ts"

/** How much of a list is asked for, and from where on. */
export const Paging = {
  maxResults: z.int().min(0).max(1_000).default(0),
  nextToken: z.string().min(1).max(1_024).optional(),
}

const DEFAULT_COUNT = 100
/** Milliseconds that a token is good for: a day, as AWS has it. */
const TOKEN_MS = 86_400_000

/** What a token says: which list it is of, when it was given out, and the last that was seen. */
const Token = z.tuple([z.string(), z.number(), z.union([z.string(), z.number()])])

export type Asked = { readonly maxResults: number; readonly nextToken?: string | undefined }

export type Page<Cursor extends string | number> = {
  readonly count: number
  /** The last one that was seen; null at the start. */
  readonly cursor: Cursor | null
  readonly list: string
  readonly now: number
}

/**
 * Where a page begins. `list` is all that says which list it is: a token is good for that one alone, for a day. Throws
 * InvalidToken.
 */
export function openPage<Cursor extends string | number>(
  { maxResults, nextToken }: Asked,
  kind: Cursor extends string ? "string" : "number",
  list: readonly unknown[],
  now: number,
): Page<Cursor> {
  const page = { count: maxResults === 0 ? DEFAULT_COUNT : maxResults, list: nameList(list), now }
  return { ...page, cursor: nextToken === undefined ? null : (readToken(nextToken, kind, page) as Cursor) }
}

function nameList(list: readonly unknown[]): string {
  return createHash("sha256").update(JSON.stringify(list)).digest("base64url").slice(0, 16)
}

function readToken(
  token: string,
  kind: string,
  { list, now }: Pick<Page<string>, "list" | "now">,
): string | number {
  const [ofList, given, cursor] = decodeToken(token)
  if (ofList !== list || typeof cursor !== kind || now - given > TOKEN_MS) throw invalidToken()
  return cursor
}

function decodeToken(token: string): z.infer<typeof Token> {
  try {
    return Token.parse(JSON.parse(Buffer.from(token, "base64url").toString("utf8")))
  } catch {
    throw invalidToken()
  }
}

/** The token for what follows the last that was seen. */
export function makeToken(
  { list, now }: Pick<Page<string>, "list" | "now">,
  cursor: string | number,
): string {
  return Buffer.from(JSON.stringify([list, now, cursor])).toString("base64url")
}

/** The token for what follows, where as much came as was asked for. */
export function closePage<Item, Cursor extends string | number>(
  items: readonly Item[],
  page: Page<Cursor>,
  cursorOf: (last: Item) => Cursor,
): string | undefined {
  const last = items.at(-1)
  return last === undefined || items.length < page.count ? undefined : makeToken(page, cursorOf(last))
}
