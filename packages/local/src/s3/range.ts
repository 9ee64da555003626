import { S3Error } from "./s3-error.ts"

/** Bytes of an object, the last included. */
export type Range = { readonly first: number; readonly last: number }

/**
 * Reads a Range header for an object of `size` bytes. Null where the whole is to be sent: what is no single range of bytes is
 * ignored, as HTTP says. Throws `InvalidRange`.
 */
export function readRange(header: string | undefined, size: number): Range | null {
  const parts = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? "")
  if (parts === null) return null
  const [, from = "", to = ""] = parts
  if (from === "" && to === "") return null
  if (from === "") return checked({ first: Math.max(0, size - Number(to)), last: size - 1 }, size, header)
  if (to !== "" && Number(to) < Number(from)) return null
  return checked(
    { first: Number(from), last: Math.min(to === "" ? size : Number(to), size - 1) },
    size,
    header,
  )
}

function checked(range: Range, size: number, header = ""): Range {
  if (range.first <= range.last) return range
  throw new S3Error(
    416,
    "InvalidRange",
    "The requested range is not satisfiable",
    { RangeRequested: header, ActualObjectSize: String(size) },
    { "content-range": `bytes */${size}` },
  )
}
