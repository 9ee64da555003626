import { NotGzip } from "../errors.ts"
import type { MaybePromise } from "../store/object-store.ts"
import type { ByteSource } from "./row-reader.ts"

/**
 * The port to a decompressor: what the gzip stream of `source` holds, in constant memory. Throws `CutGzip`,
 * `MalformedGzip` and `GzipBomb` (see `isBomb`).
 */
export type Gunzip = (source: ByteSource) => ByteSource

/** More output than this for a byte of input is no data but an attack; deflate's own limit is 1,032. */
export const MAX_RATIO = 250
/** Below this much output a ratio says nothing: a file of blanks is small and harmless. Bytes. */
export const RATIO_COUNTS_FROM = 64 * 1024 * 1024
/** More output than this from one object is refused whatever its ratio. Bytes. */
export const MAX_UNZIPPED = 64 * 1024 * 1024 * 1024

/** Whether the output so far is more than an honest file would give. */
export function isBomb(compressed: number, unzipped: number): boolean {
  if (unzipped > MAX_UNZIPPED) return true
  return unzipped > RATIO_COUNTS_FROM && unzipped > MAX_RATIO * compressed
}

/**
 * The object's bytes as they are or, where they begin as gzip does (1f 8b), unzipped. An object that is named `.gz` must
 * be gzip.
 */
export function maybeGunzip(source: ByteSource, key: string, gunzip: Gunzip): ByteSource {
  let unzipped: ByteSource | undefined
  let isFirst = true

  function judge(into: Uint8Array, count: number): MaybePromise<number> {
    isFirst = false
    const isGzip = count >= 2 && into[0] === 0x1f && into[1] === 0x8b
    if (isGzip) {
      unzipped = gunzip(startingWith(into.slice(0, count), source))
      return unzipped.read(into)
    }
    if (key.endsWith(".gz")) throw new NotGzip()
    return count
  }

  return {
    read(into) {
      if (unzipped !== undefined) return unzipped.read(into)
      if (!isFirst) return source.read(into)
      const count = readTwo(source, into)
      return typeof count === "number" ? judge(into, count) : count.then((later) => judge(into, later))
    },
  }
}

/** Reads at least two bytes, unless there are fewer: a stream may begin with a piece of one. */
function readTwo(source: ByteSource, into: Uint8Array): MaybePromise<number> {
  const add = (first: number): MaybePromise<number> => {
    if (first !== 1) return first
    const second = source.read(into.subarray(1))
    return typeof second === "number" ? first + second : second.then((later) => first + later)
  }
  const first = source.read(into)
  return typeof first === "number" ? add(first) : first.then(add)
}

function startingWith(start: Uint8Array, source: ByteSource): ByteSource {
  let rest = start
  return {
    read(into) {
      if (rest.length === 0) return source.read(into)
      const piece = rest.subarray(0, into.length)
      into.set(piece)
      rest = rest.subarray(piece.length)
      return piece.length
    },
  }
}
