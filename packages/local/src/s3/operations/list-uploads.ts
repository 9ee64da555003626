import { compareKeys } from "@mapfold/core/store/key-order"
import { type Reply, replyXml } from "../reply.ts"
import { invalidArgument } from "../s3-error.ts"
import { placeOf, type S3Request } from "../s3-state.ts"
import type { Upload } from "../uploads/upload-plan.ts"
import { encodeKey } from "../xml/encode-key.ts"
import { checksumElement } from "./get-object-attributes.ts"
import { OWNER } from "./list-buckets.ts"
import { findUpload } from "./multipart.ts"
import { readCount } from "./read-count.ts"

/** The most that is answered at once. https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListParts.html */
const MAX_LISTED = 1_000

export async function listParts(request: S3Request): Promise<Reply> {
  const { state, bucket, key, query } = request
  const { upload } = findUpload(request)
  const most = readCount("max-parts", query.get("max-parts"), MAX_LISTED)
  const after = readCount("part-number-marker", query.get("part-number-marker"), 0, 10_000)
  const rest = state.uploads.parts(upload.id).filter(({ number }) => number > after)
  const page = rest.slice(0, most)
  const { algorithm, type } = upload.plan
  return replyXml("ListPartsResult", {
    Bucket: bucket,
    Key: key,
    UploadId: upload.id,
    PartNumberMarker: after,
    NextPartNumberMarker: page.at(-1)?.number ?? 0,
    MaxParts: most,
    IsTruncated: rest.length > page.length,
    ChecksumAlgorithm: algorithm ?? undefined,
    ChecksumType: algorithm === null ? undefined : type,
    Initiator: OWNER,
    Owner: OWNER,
    StorageClass: "STANDARD",
    Part: page.map((part) => ({
      PartNumber: part.number,
      LastModified: new Date(part.modified).toISOString(),
      ETag: `"${part.md5}"`,
      Size: part.size,
      ...(algorithm === null || part.checksum === null
        ? {}
        : { [checksumElement(algorithm)]: part.checksum }),
    })),
  })
}

export async function listMultipartUploads({ state, bucket, query }: S3Request): Promise<Reply> {
  const { folder } = placeOf(state, bucket)
  const encoding = query.get("encoding-type")
  if (encoding !== undefined && encoding !== "url")
    throw invalidArgument("Invalid Encoding Method specified in Request", "encoding-type", encoding)
  const encode = encoding === "url" ? encodeKey : (key: string) => key
  const asked: Asked = {
    prefix: query.get("prefix") ?? "",
    delimiter: query.get("delimiter") ?? "",
    most: readCount("max-uploads", query.get("max-uploads"), MAX_LISTED),
    keyMarker: query.get("key-marker") ?? "",
    idMarker: query.get("upload-id-marker") ?? "",
  }
  const from = compareKeys(asked.keyMarker, asked.prefix) > 0 ? asked.keyMarker : asked.prefix
  const page = readPage(state.uploads.list(folder, from), asked)
  return replyXml("ListMultipartUploadsResult", {
    Bucket: bucket,
    KeyMarker: encode(asked.keyMarker),
    UploadIdMarker: asked.idMarker,
    NextKeyMarker: page.next === null ? undefined : encode(page.next.key),
    NextUploadIdMarker: page.next?.id,
    Prefix: encode(asked.prefix),
    Delimiter: asked.delimiter === "" ? undefined : encode(asked.delimiter),
    EncodingType: encoding,
    MaxUploads: asked.most,
    IsTruncated: page.next !== null,
    Upload: page.uploads.map(({ id, key, initiated, plan }) => ({
      Key: encode(key),
      UploadId: id,
      Initiator: OWNER,
      Owner: OWNER,
      StorageClass: "STANDARD",
      Initiated: new Date(initiated).toISOString(),
      ChecksumAlgorithm: plan.algorithm ?? undefined,
      ChecksumType: plan.algorithm === null ? undefined : plan.type,
    })),
    CommonPrefixes: page.prefixes.map((prefix) => ({ Prefix: encode(prefix) })),
  })
}

type Asked = Readonly<Record<"prefix" | "delimiter" | "keyMarker" | "idMarker", string>> & {
  readonly most: number
}

type Page = {
  readonly uploads: readonly Upload[]
  readonly prefixes: readonly string[]
  /** Where the next page begins: after this upload, or after all of a common prefix, where `id` is missing. */
  readonly next: { readonly key: string; readonly id: string | undefined } | null
}

/** What a page begins after: all uploads of the key marker, or with an id marker, those up to it. */
function readPage(listed: Iterable<Upload>, { prefix, delimiter, most, keyMarker, idMarker }: Asked): Page {
  const uploads: Upload[] = []
  const prefixes: string[] = []
  let next: Page["next"] = null
  // Without an id marker, no upload of the key marker is wanted: none has the id that is waited for.
  let isBehindMarker = false
  for (const upload of listed) {
    const { key, id } = upload
    if (!key.startsWith(prefix)) break
    if (key === keyMarker && !isBehindMarker) {
      isBehindMarker = id === idMarker
      continue
    }
    const end = delimiter === "" ? -1 : key.indexOf(delimiter, prefix.length)
    const common = end < 0 ? null : key.slice(0, end + delimiter.length)
    if (common !== null && (prefixes.at(-1) === common || compareKeys(common, keyMarker) <= 0)) continue
    if (uploads.length + prefixes.length === most)
      return { uploads, prefixes, next: most === 0 ? null : next }
    if (common === null) uploads.push(upload)
    else prefixes.push(common)
    next = { key: common ?? key, id: common === null ? id : undefined }
  }
  return { uploads, prefixes, next: null }
}
