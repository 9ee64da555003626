import { invalidArgument } from "../s3-error.ts"

/** A number that a request gives, `missing` where it gives none, and never more than `limit`. Throws `InvalidArgument`. */
export function readCount(name: string, text: string | undefined, missing: number, limit = missing): number {
  if (text === undefined || text === "") return missing
  if (!/^\d{1,10}$/.test(text) || Number(text) > 2 ** 31 - 1)
    throw invalidArgument(`Provided ${name} not an integer or within integer range`, name, text)
  return Math.min(Number(text), limit)
}
