import * as z from "zod"

/** How a checksum of several parts was made: over all bytes, or over the parts' checksums. */
export const ChecksumType = z.enum(["FULL_OBJECT", "COMPOSITE"])
export type ChecksumType = z.infer<typeof ChecksumType>

export const ChecksumAlgorithm = z.enum(["CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"])
export type ChecksumAlgorithm = z.infer<typeof ChecksumAlgorithm>

/** A checksum as S3 writes it: base64, with `-<parts>` behind it where it is composite. */
export const Checksum = z.strictObject({
  algorithm: ChecksumAlgorithm,
  value: z.string(),
  type: ChecksumType,
})
export type Checksum = z.infer<typeof Checksum>

/** One part of an object that was put in parts; `checksum` is base64. */
export const RecordedPart = z.strictObject({
  number: z.number(),
  size: z.number(),
  checksum: z.string().nullable(),
})
export type RecordedPart = z.infer<typeof RecordedPart>

/** What is kept of an object that was put through the endpoint, beside its bytes, size and time. */
export const ObjectRecord = z.strictObject({
  /** Quotes included: the MD5 in hexadecimal, `-<parts>` behind it where it was put in parts. */
  etag: z.string(),
  /** What the object is answered with, in lower case: content-type, cache-control, expires … */
  headers: z.record(z.string(), z.string()),
  /** The user's own headers, without `x-amz-meta-`, as the bytes came (a character each). */
  metadata: z.record(z.string(), z.string()),
  tags: z.array(z.strictObject({ key: z.string(), value: z.string() })),
  checksum: Checksum.nullable(),
  /** Empty where it was put at once. */
  parts: z.array(RecordedPart),
})
export type ObjectRecord = z.infer<typeof ObjectRecord>
