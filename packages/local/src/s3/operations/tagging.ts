import type { ObjectRecord } from "../../store/object-record.ts"
import { findStored } from "../find-object.ts"
import { type Reply, reply, replyXml } from "../reply.ts"
import { placeOf, type S3Request } from "../s3-state.ts"
import { readTagging } from "../tags.ts"

/** Bytes: ten tags, each character perhaps a reference. */
const MAX_DOCUMENT = 64 * 1024

export async function getObjectTagging({ state, bucket, key }: S3Request): Promise<Reply> {
  const { record } = findStored(state, placeOf(state, bucket), key)
  const tags = record.tags.map((tag) => ({ Key: tag.key, Value: tag.value }))
  return replyXml("Tagging", { TagSet: { Tag: tags } })
}

export async function putObjectTagging(request: S3Request): Promise<Reply> {
  replaceTags(request, readTagging(await request.body.receiveText(MAX_DOCUMENT)))
  return reply(200)
}

export async function deleteObjectTagging(request: S3Request): Promise<Reply> {
  replaceTags(request, [])
  return reply(204)
}

/** A file that was put by hand is recorded with its own ETag then. */
function replaceTags({ state, bucket, key }: S3Request, tags: ObjectRecord["tags"]): void {
  const place = placeOf(state, bucket)
  const { record, stats } = findStored(state, place, key)
  state.register.write(place.folder, key, stats, { ...record, tags })
}
