import { findObject } from "../../store/folder-path.ts"
import { type BucketFolder, statFile } from "../../store/folder-reader.ts"
import { removeFile } from "../../store/folder-remover.ts"
import { checkKey } from "../address.ts"
import { type Reply, reply, replyXml } from "../reply.ts"
import { invalidRequest, malformedXml, notImplemented, S3Error } from "../s3-error.ts"
import { placeOf, type S3Request, type S3State } from "../s3-state.ts"
import { toS3Error } from "../to-s3-error.ts"
import { childOf, childrenOf, readXml, textOf } from "../xml/read-xml.ts"

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html */
const MAX_KEYS = 1_000
/** Bytes: 1,000 keys of 1,024 bytes, each perhaps a reference of six. */
const MAX_DOCUMENT = 8 * 1024 * 1024

/** What a deletion may depend on, in S3: not here, and what was to stay on a condition is not to go without. */
const CONDITIONS = ["if-match", "x-amz-if-match-last-modified-time", "x-amz-if-match-size"]
const CONDITION_ELEMENTS = ["ETag", "LastModifiedTime", "Size"]

export async function deleteObject({ state, bucket, key, headers }: S3Request): Promise<Reply> {
  const condition = CONDITIONS.find((name) => headers[name] !== undefined)
  if (condition !== undefined) throw notImplemented(`${condition} for a deletion`)
  await remove(state, placeOf(state, bucket), key)
  return reply(204)
}

async function remove({ register }: S3State, place: BucketFolder, key: string): Promise<void> {
  await removeFile(place, key)
  // Another may have been put since.
  const stats = findObject(place.folder, place.bucket, key, (path) => statFile(place.bucket, key, path))
  register.forget(place.folder, key, stats)
}

export async function deleteObjects({ state, bucket, body }: S3Request): Promise<Reply> {
  const place = placeOf(state, bucket)
  const plan = body.plan()
  if (plan.md5 === null && plan.checksum === null)
    throw invalidRequest("Missing required header for this request: Content-MD5 OR x-amz-checksum-*")
  const root = readXml(await body.receiveText(MAX_DOCUMENT))
  const objects = childrenOf(root, "Object")
  if (root.name !== "Delete" || objects.length === 0 || objects.length > MAX_KEYS) throw malformedXml()
  const isQuiet = childOf(root, "Quiet")?.text.trim().toLowerCase() === "true"
  const deleted: { Key: string }[] = []
  const errors: { Key: string; Code: string; Message: string }[] = []
  for (const object of objects) {
    const key = textOf(object, "Key")
    try {
      if (key === "") throw new S3Error(400, "UserKeyMustBeSpecified", "The key is empty")
      checkKey(key)
      refuseVersion(childOf(object, "VersionId")?.text)
      const condition = CONDITION_ELEMENTS.find((name) => childOf(object, name) !== undefined)
      if (condition !== undefined) throw notImplemented(`${condition} for a deletion`)
      await remove(state, place, key)
      if (!isQuiet) deleted.push({ Key: key })
    } catch (error) {
      const { code, message } = toS3Error(error)
      errors.push({ Key: key, Code: code, Message: message })
    }
  }
  return replyXml("DeleteResult", { Deleted: deleted, Error: errors })
}

/** There are no versions but the one that S3 calls "null". */
export function refuseVersion(id: string | undefined): void {
  if (id === undefined || id === "" || id === "null") return
  throw new S3Error(400, "InvalidArgument", "Invalid version id specified", {
    ArgumentName: "versionId",
    ArgumentValue: id,
  })
}
