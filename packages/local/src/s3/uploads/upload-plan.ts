import * as z from "zod"
import { ChecksumAlgorithm, ChecksumType, ObjectRecord } from "../../store/object-record.ts"

/** What an upload in parts says at its start of the object that it will be. */
export const UploadPlan = z.strictObject({
  ...ObjectRecord.pick({ headers: true, metadata: true, tags: true }).shape,
  /** Null where none was asked for: the object gets S3's own choice then, and parts may have any. */
  algorithm: ChecksumAlgorithm.nullable(),
  type: ChecksumType,
})
export type UploadPlan = z.infer<typeof UploadPlan>

export type Upload = {
  readonly id: string
  readonly key: string
  /** Milliseconds since 1970. */
  readonly initiated: number
  readonly plan: UploadPlan
}

export type Part = {
  readonly number: number
  /** Bytes. */
  readonly size: number
  /** Hexadecimal. */
  readonly md5: string
  /** Base64, by the upload's algorithm (or S3's own choice). */
  readonly checksum: string | null
  /** Milliseconds since 1970, whole seconds. */
  readonly modified: number
  /** The name of its file in the upload's folder. */
  readonly file: string
}
