import { createHash } from "node:crypto"
import { closeSync, openSync, read } from "node:fs"
import { promisify } from "node:util"
import type { PutOptions } from "@mapfold/core/store/object-store"
import { isMissing } from "../../store/folder-errors.ts"
import type { BucketFolder } from "../../store/folder-reader.ts"
import type { Checksum, ObjectRecord } from "../../store/object-record.ts"
import type { Digest } from "../body/digest.ts"
import { bucketOfHost } from "../host-rule.ts"
import { type Reply, replyXml } from "../reply.ts"
import { invalidRequest } from "../s3-error.ts"
import { placeOf, type S3Request } from "../s3-state.ts"
import { encodeStrictly } from "../sigv4/canonical-request.ts"
import type { Part, Upload } from "../uploads/upload-plan.ts"
import type { CompletedUpload } from "../uploads/upload-register.ts"
import { checksumElements } from "./get-object-attributes.ts"
import { findUpload } from "./multipart.ts"
import { checkPut, storeObject, writeFully } from "./put-object.ts"
import { chooseParts, invalidPart, readWanted } from "./wanted-parts.ts"
import {
  checkKind,
  checksumOf,
  checkWhole,
  claimsOf,
  makeWholeDigest,
  withoutChecksums,
} from "./whole-checksum.ts"

/** Bytes: 10,000 parts, each with its ETag and a SHA-256. */
const MAX_DOCUMENT = 8 * 1024 * 1024
/** Bytes that are copied at once. */
const PIECE = 1024 * 1024

const readAt = promisify(read)

export async function completeMultipartUpload(request: S3Request): Promise<Reply> {
  const { state, bucket, key, query, headers, body } = request
  const place = placeOf(state, bucket)
  const { folder } = place
  const options = checkPut(place, key, headers)
  const text = await body.receiveText(MAX_DOCUMENT, withoutChecksums(headers))
  // Gigabytes take longer than many clients wait: then they ask for the same again, meanwhile or after it was done.
  const id = query.get("uploadId") ?? ""
  const asked = digestOf([id, text, options, claimsOf(headers)])
  const completed = state.uploads.findCompleted(folder, key, id, asked)
  if (completed !== null) return answer(request, completed)
  const { upload } = findUpload(request)
  checkKind(headers, upload.plan)
  const wanted = readWanted(text, upload)
  const done = await state.uploads.share(asked, async () => {
    const parts = chooseParts(wanted, state.uploads.parts(findUpload(request).upload.id))
    checkSize(headers["x-amz-mp-object-size"], parts)
    const { etag, checksum } = await storeParts(request, place, upload, parts, options)
    state.uploads.complete(upload, folder, asked, { etag, checksum })
    return { etag, checksum }
  })
  return answer(request, done)
}

/** S3 answers so to whoever asks for the very same again: https://github.com/adobe/S3Mock/issues/2586 shows it. */
function answer(request: S3Request, completed: CompletedUpload): Reply {
  return replyXml("CompleteMultipartUploadResult", {
    Location: addressOf(request),
    Bucket: request.bucket,
    Key: request.key,
    ETag: completed.etag,
    ...checksumElements(completed),
  })
}

function digestOf(asked: unknown): string {
  return createHash("sha256").update(JSON.stringify(asked)).digest("hex")
}

function addressOf({ bucket, key, headers }: S3Request): string {
  const host = headers.host ?? ""
  const path = bucketOfHost(host) === null ? `${bucket}/${key}` : key
  return `http://${host}/${path.split("/").map(encodeStrictly).join("/")}`
}

function checkSize(header: string | undefined, parts: readonly Part[]): void {
  if (header === undefined) return
  const size = parts.reduce((sum, part) => sum + part.size, 0)
  if (header !== String(size))
    throw invalidRequest(
      `The parts have ${size} bytes, where x-amz-mp-object-size says ${header.slice(0, 100)}.`,
    )
}

function storeParts(
  request: S3Request,
  place: BucketFolder,
  upload: Upload,
  parts: readonly Part[],
  options: PutOptions,
): Promise<ObjectRecord> {
  const { state, key, headers } = request
  return storeObject(state, place, key, options, async (descriptor) => {
    const digest = makeWholeDigest(upload.plan)
    for (const part of parts) await appendPart(request, upload, part, descriptor, digest)
    const checksum = checksumOf(upload.plan, parts, digest)
    checkWhole(headers, checksum)
    return recordOf(upload, parts, checksum)
  })
}

/** Throws `NoSuchUpload` where the upload was given up meanwhile. */
async function appendPart(
  request: S3Request,
  { id }: Upload,
  { file, number, md5, size }: Part,
  to: number,
  digest: Digest | null,
): Promise<void> {
  let copied = 0
  try {
    copied = await appendFile(request.state.uploads.partPath(id, file), to, digest)
  } catch (error) {
    if (!isMissing(error)) throw error
    findUpload(request)
  }
  if (copied !== size) throw invalidPart(number, md5)
}

async function appendFile(path: string, to: number, digest: Digest | null): Promise<number> {
  const buffer = Buffer.allocUnsafeSlow(PIECE)
  const from = openSync(path, "r")
  let copied = 0
  try {
    while (true) {
      const { bytesRead } = await readAt(from, buffer, 0, PIECE, null)
      if (bytesRead === 0) return copied
      const bytes = buffer.subarray(0, bytesRead)
      digest?.update(bytes)
      await writeFully(to, bytes)
      copied += bytesRead
    }
  } finally {
    closeSync(from)
  }
}

function recordOf({ plan }: Upload, parts: readonly Part[], checksum: Checksum): ObjectRecord {
  const md5 = createHash("md5")
  for (const part of parts) md5.update(part.md5, "hex")
  const { headers, metadata, tags } = plan
  return {
    headers,
    metadata,
    tags,
    etag: `"${md5.digest("hex")}-${parts.length}"`,
    checksum,
    parts: parts.map(({ size, checksum: own }, at) => {
      return { number: at + 1, size, checksum: plan.algorithm === null ? null : own }
    }),
  }
}
