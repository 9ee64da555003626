import { closeSync } from "node:fs"
import { type BucketFolder, type OpenedFile, openRegular } from "../../store/folder-reader.ts"
import type { Headers } from "../body/headers.ts"
import { isUnmodified } from "../conditions.ts"
import { describe, type FoundObject, findStored } from "../find-object.ts"
import { readOverrides, writeObjectHeaders } from "../object-headers.ts"
import { type Range, readRange } from "../range.ts"
import { type Reply, reply } from "../reply.ts"
import { invalidArgument, invalidRequest, S3Error } from "../s3-error.ts"
import { placeOf, type S3Request } from "../s3-state.ts"
import { isSmall, readSmall, streamFile } from "../stream-file.ts"

export async function getObject(request: S3Request): Promise<Reply> {
  const { state, bucket, key } = request
  const place = placeOf(state, bucket)
  const file = { ...openRegular(place, key), bucket, key }
  const answer = describeOpen(request, place, file)
  const { range } = answer
  if (range === null) {
    closeSync(file.descriptor)
    return reply(answer.status, answer.headers)
  }
  return { ...answer, body: isSmall(range) ? readSmall(file, range) : streamFile(file, range) }
}

/** Closes the file where its answer is an error. */
function describeOpen(request: S3Request, place: BucketFolder, { descriptor, stats }: OpenedFile): Answer {
  try {
    return answerFor(request, describe(request.state, place, request.key, stats))
  } catch (error) {
    closeSync(descriptor)
    throw error
  }
}

export async function headObject(request: S3Request): Promise<Reply> {
  const { state, bucket, key } = request
  const { status, headers } = answerFor(request, findStored(state, placeOf(state, bucket), key))
  return reply(status, headers)
}

type Answer = {
  readonly status: number
  readonly headers: Record<string, string>
  /** Null where no bytes are sent. */
  readonly range: Range | null
}

function answerFor({ headers, query }: S3Request, found: FoundObject): Answer {
  const { record, lastModified, size } = found
  if (isUnmodified(headers, { etag: record.etag, lastModified })) {
    const { etag = "", "last-modified": modified = "" } = writeObjectHeaders(found, false)
    return { status: 304, headers: { etag, "last-modified": modified }, range: null }
  }
  const part = readPart(query.get("partNumber"), found, headers.range !== undefined)
  const range = part?.range ?? (isRangeOfThis(headers, found) ? readRange(headers.range, size) : null)
  const isWhole = range === null || range.last - range.first + 1 === size
  const withChecksum = isWhole && headers["x-amz-checksum-mode"]?.toUpperCase() === "ENABLED"
  const sent = range ?? { first: 0, last: size - 1 }
  return {
    status: range === null ? 200 : 206,
    headers: {
      ...writeObjectHeaders(found, withChecksum),
      ...readOverrides(query),
      ...part?.headers,
      ...(range === null ? {} : { "content-range": `bytes ${range.first}-${range.last}/${size}` }),
      "content-length": String(sent.last - sent.first + 1),
    },
    range: sent,
  }
}

/** Whoever has the beginning of another state gets the whole of this one. https://www.rfc-editor.org/rfc/rfc9110#field.if-range */
function isRangeOfThis(headers: Headers, { record, lastModified }: FoundObject): boolean {
  const condition = headers["if-range"]
  return condition === undefined || condition === record.etag || Date.parse(condition) === lastModified
}

/** The bytes that were put as one part; an object that was not put in parts is part 1. */
function readPart(text: string | undefined, { record, size }: FoundObject, hasRange: boolean) {
  if (text === undefined) return null
  if (hasRange) throw invalidRequest("Cannot specify both Range header and partNumber query parameter")
  if (!/^[1-9]\d{0,4}$/.test(text) || Number(text) > 10_000)
    throw invalidArgument("Part number must be an integer between 1 and 10000, inclusive", "partNumber", text)
  if (record.parts.length === 0 && text === "1")
    return size === 0 ? null : { range: { first: 0, last: size - 1 } }
  const at = Number(text) - 1
  const part = record.parts[at]
  if (part === undefined)
    throw new S3Error(416, "InvalidPartNumber", "The requested partnumber is not satisfiable", {
      ActualPartCount: String(Math.max(1, record.parts.length)),
      PartNumberRequested: text,
    })
  const first = record.parts.slice(0, at).reduce((sum, before) => sum + before.size, 0)
  const headers = { "x-amz-mp-parts-count": String(record.parts.length) }
  return { range: { first, last: first + part.size - 1 }, headers }
}
