import { ChecksumAlgorithm } from "../../store/object-record.ts"
import { invalidRequest, notImplemented } from "../s3-error.ts"
import { DIGEST_BYTES } from "./digest.ts"
import type { Headers } from "./headers.ts"

/** A checksum to verify; `value` is null where it follows in a trailing header. */
export type PlannedChecksum = {
  readonly algorithm: ChecksumAlgorithm
  readonly header: string
  readonly value: Buffer | null
}

/** Headers that are named as checksums are and speak of how they are made. */
const NO_CHECKSUM = ["x-amz-checksum-algorithm", "x-amz-checksum-mode", "x-amz-checksum-type"]

export function checksumHeader(algorithm: ChecksumAlgorithm): string {
  return `x-amz-checksum-${algorithm.toLowerCase()}`
}

const HEADERS = ChecksumAlgorithm.options.map(checksumHeader)

/** Headers that give a checksum, whether its algorithm is known here or not. */
export function isChecksumHeader(name: string): boolean {
  return name.startsWith("x-amz-checksum-") && !NO_CHECKSUM.includes(name)
}

/**
 * The checksum that a request gives of its body, or announces. Throws an S3Error: one that cannot be verified here is not taken for
 * none.
 */
export function readChecksum(headers: Headers, hasTrailer: boolean): PlannedChecksum | null {
  const given = Object.keys(headers).filter((name) => isChecksumHeader(name) && headers[name] !== undefined)
  const trailing = hasTrailer
    ? (headers["x-amz-trailer"] ?? "").split(",").map((name) => name.trim().toLowerCase())
    : []
  const names = [...given, ...trailing.filter(isChecksumHeader)]
  const [header] = names
  if (header === undefined) {
    if (headers["x-amz-sdk-checksum-algorithm"] === undefined) return null
    throw invalidRequest(
      "x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.",
    )
  }
  if (names.length > 1)
    throw invalidRequest(
      "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.",
    )
  const algorithm = ChecksumAlgorithm.options[HEADERS.indexOf(header)]
  if (algorithm === undefined) throw notImplemented(`checksum ${header}`)
  const value = headers[header]
  return { algorithm, header, value: value === undefined ? null : readDigest(algorithm, header, value) }
}

/** The bytes of a checksum in base64. */
export function readDigest(algorithm: ChecksumAlgorithm, header: string, text: string): Buffer {
  const bytes = Buffer.from(text, "base64")
  if (bytes.length === DIGEST_BYTES[algorithm] && bytes.toString("base64") === text) return bytes
  throw invalidRequest(`Value for ${header} header is invalid.`)
}
