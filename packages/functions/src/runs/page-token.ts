import type * as z from "zod"
import { parseJson } from "./aws/execution.ts"
import { InvalidPage } from "./errors.ts"

/** Where a page ends, as text that can stand in an address. */
export function encodePage(place: unknown): string {
  return Buffer.from(JSON.stringify(place)).toString("base64url")
}

/** Throws `InvalidRequest` for what no page has answered. */
export function decodePage<Schema extends z.ZodType>(after: string, schema: Schema): z.output<Schema> {
  const parsed = schema.safeParse(parseJson(Buffer.from(after, "base64url").toString("utf8")))
  if (parsed.success) return parsed.data
  throw new InvalidPage(after)
}
