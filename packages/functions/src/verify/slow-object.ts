import { gzipSync } from "node:zlib"
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  type S3Client,
  UploadPartCommand,
  UploadPartCopyCommand,
} from "@aws-sdk/client-s3"
import { ask } from "../runs/aws/aws-errors.ts"

/**
 * Parts of the object, all alike: each holds 0.96 GB of rows, which took Process 21 s of a core. All of them take four times
 * the 120 s that a call has.
 */
export const SLOW_PARTS = 24
/** S3's least for a part of an upload but the last. https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
const LEAST_PART_BYTES = 5 * 1024 * 1024
/** Rows of a member that repeat; with these, a part is 183 times smaller than its rows: beyond 250 an object is refused as a bomb. */
const ROWS_ALIKE = 130
const BLOCK_ROWS = 120_000
/** Copies at a time: S3 copies each within itself. */
const AT_A_TIME = 8

const HEADER = '"STATION","DATE","NAME","TEMP"\n'

/**
 * An object that nothing is wrong with but its length: 23 GB of rows with many quotes, the slowest that the reader knows, in
 * 126 MB of gzip. A part is made once, sent once, and copied within S3.
 */
export async function putSlowObject(
  s3: S3Client,
  { bucket, key, part }: { readonly bucket: string; readonly key: string; readonly part: Uint8Array },
): Promise<string> {
  const at = { Bucket: bucket, Key: key }
  const { UploadId } = await ask("s3:PutObject", () => s3.send(new CreateMultipartUploadCommand(at)))
  const upload = { ...at, UploadId }
  try {
    const first = await ask("s3:PutObject", () =>
      s3.send(new UploadPartCommand({ ...upload, PartNumber: 1, Body: part })),
    )
    // only what is an object can be copied from
    const seed = await completeUpload(s3, upload, [first.ETag])
    return await repeat(s3, at, seed)
  } catch (error) {
    await s3.send(new AbortMultipartUploadCommand(upload)).catch(() => {})
    throw error
  }
}

type Place = { readonly Bucket: string; readonly Key: string }

/** Replaces the object by itself, many times. */
async function repeat(s3: S3Client, at: Place, etag: string): Promise<string> {
  const { UploadId } = await ask("s3:PutObject", () => s3.send(new CreateMultipartUploadCommand(at)))
  const upload = { ...at, UploadId }
  const source = { CopySource: encodeURI(`${at.Bucket}/${at.Key}`), CopySourceIfMatch: etag }
  const numbers = Array.from({ length: SLOW_PARTS }, (_, index) => index + 1)
  const etags: (string | undefined)[] = []
  try {
    for (let from = 0; from < numbers.length; from += AT_A_TIME) {
      const copied = numbers
        .slice(from, from + AT_A_TIME)
        .map((PartNumber) =>
          ask("s3:PutObject", () => s3.send(new UploadPartCopyCommand({ ...upload, ...source, PartNumber }))),
        )
      etags.push(...(await Promise.all(copied)).map((answer) => answer.CopyPartResult?.ETag))
    }
    return await completeUpload(s3, upload, etags)
  } catch (error) {
    await s3.send(new AbortMultipartUploadCommand(upload)).catch(() => {})
    throw error
  }
}

async function completeUpload(
  s3: S3Client,
  upload: Place & { readonly UploadId: string | undefined },
  etags: readonly (string | undefined)[],
): Promise<string> {
  const Parts = etags.map((ETag, at) => ({ ETag, PartNumber: at + 1 }))
  const command = new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts } })
  const { ETag = "" } = await ask("s3:PutObject", () => s3.send(command))
  return ETag
}

/**
 * One part: gzip members, of which each begins with the header (a row of its own but for the first, and rejected). Their
 * rows differ now and then, by numbers that depend on nothing but their place.
 */
export function makeSlowPart(year: number): Uint8Array {
  const members: Buffer[] = []
  let bytes = 0
  for (let seed = 1; bytes < LEAST_PART_BYTES; seed++) {
    const member = gzipSync(`${HEADER}${makeRows(year, seed)}`, { level: 6 })
    // the others are the same rows again: nothing is gained by making each anew
    while (bytes < LEAST_PART_BYTES) {
      members.push(member)
      bytes += member.length
    }
  }
  return Buffer.concat(members)
}

function makeRows(year: number, seed: number): string {
  let state = seed
  let rows = ""
  let different = ""
  for (let at = 0; at < BLOCK_ROWS; at++) {
    if (at % ROWS_ALIKE === 0) {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
      different = String(state).padStart(10, "0")
    }
    const quotes = '""'.repeat(12 + (at % 3))
    rows += `"01001099999","${year}-01-1${at % 3}","${quotes} ${different}","${at % 3}.5"\n`
  }
  return rows
}
