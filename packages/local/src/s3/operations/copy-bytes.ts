import { read } from "node:fs"
import { promisify } from "node:util"
import type { ChecksumAlgorithm } from "../../store/object-record.ts"
import { makeDigest } from "../body/digest.ts"
import type { Range } from "../range.ts"
import { writeFully } from "./put-object.ts"

/** Bytes that are copied at once. */
const PIECE = 1024 * 1024

const readAt = promisify(read)

export type Copied = {
  readonly size: number
  readonly md5: Buffer
  readonly algorithm: ChecksumAlgorithm
  readonly checksum: Buffer
}

/** Copies a range from one open file to another, and makes its checksums on the way. */
export async function copyBytes(
  from: number,
  { first, last }: Range,
  algorithm: ChecksumAlgorithm,
  to: number,
): Promise<Copied> {
  const md5 = makeDigest("MD5")
  const checksum = makeDigest(algorithm)
  const buffer = Buffer.allocUnsafeSlow(PIECE)
  let at = first
  while (at <= last) {
    const { bytesRead } = await readAt(from, buffer, 0, Math.min(PIECE, last - at + 1), at)
    if (bytesRead === 0) break
    const bytes = buffer.subarray(0, bytesRead)
    md5.update(bytes)
    checksum.update(bytes)
    await writeFully(to, bytes)
    at += bytesRead
  }
  return { size: at - first, md5: md5.end(), algorithm, checksum: checksum.end() }
}
