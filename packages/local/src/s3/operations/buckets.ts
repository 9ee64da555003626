import { existsSync, mkdirSync, rmdirSync } from "node:fs"
import { isBucketName, madeBuckets } from "../../store/folder-path.ts"
import { sweepUnfinished } from "../../store/sweep.ts"
import { walkFolder } from "../../store/walk-folder.ts"
import { refuseUnknown } from "../object-headers.ts"
import { type Reply, reply, replyXml } from "../reply.ts"
import { malformedXml, S3Error } from "../s3-error.ts"
import { placeOf, type S3Request } from "../s3-state.ts"
import { childOf, readXml } from "../xml/read-xml.ts"
import { readFolder } from "./list-buckets.ts"

/** Bytes of a CreateBucketConfiguration: a region, and a few things that are refused. */
const MAX_DOCUMENT = 16 * 1024

export async function createBucket({ state, bucket, headers, body }: S3Request): Promise<Reply> {
  if (!isBucketName(bucket))
    throw new S3Error(400, "InvalidBucketName", "The specified bucket is not valid.", { BucketName: bucket })
  refuseUnknown(headers)
  const { buckets, home } = state.buckets
  const folder = (Object.hasOwn(buckets, bucket) && buckets[bucket]) || `${madeBuckets(home)}/${bucket}`
  await readConfiguration(body)
  if (existsSync(folder))
    throw new S3Error(
      409,
      "BucketAlreadyOwnedByYou",
      "Your previous request to create the named bucket succeeded and you already own it.",
      { BucketName: bucket },
    )
  mkdirSync(folder, { recursive: true })
  return reply(200, { location: `/${bucket}` })
}

/** A bucket is in the region of this endpoint, whatever is asked for. */
async function readConfiguration(body: S3Request["body"]): Promise<void> {
  const text = await body.receiveText(MAX_DOCUMENT)
  if (text === "") return
  const root = readXml(text)
  childOf(root, "LocationConstraint")
  if (root.name !== "CreateBucketConfiguration") throw malformedXml()
}

export async function headBucket({ state, bucket }: S3Request): Promise<Reply> {
  placeOf(state, bucket)
  return reply(200, { "x-amz-bucket-region": state.region })
}

export async function getBucketLocation({ state, bucket }: S3Request): Promise<Reply> {
  placeOf(state, bucket)
  // The first region has no name here. https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLocation.html
  return replyXml("LocationConstraint", state.region === "us-east-1" ? "" : state.region)
}

export async function deleteBucket({ state, bucket }: S3Request): Promise<Reply> {
  const place = placeOf(state, bucket)
  const first = walkFolder(place, "", { after: "", skip: null }).next()
  if (!first.done) throw bucketNotEmpty(bucket, `it has the object ${first.value.key}`)
  state.uploads.abortAll(place.folder)
  sweepUnfinished(place.folder)
  removeFolders(place.folder, bucket)
  state.register.forgetFolder(place.folder)
  return reply(204)
}

/** Removes folders alone: whatever else there is, is not of S3, and keeps the bucket. */
function removeFolders(path: string, bucket: string): void {
  for (const entry of readFolder(path)) {
    if (!entry.isDirectory()) throw bucketNotEmpty(bucket, `${path}/${entry.name} is no object, and stays`)
    removeFolders(`${path}/${entry.name}`, bucket)
  }
  try {
    rmdirSync(path)
  } catch (error) {
    if (existsSync(path)) throw bucketNotEmpty(bucket, `${path} cannot be removed: ${String(error)}`)
  }
}

function bucketNotEmpty(bucket: string, why: string): S3Error {
  return new S3Error(409, "BucketNotEmpty", `The bucket you tried to delete is not empty: ${why}`, {
    BucketName: bucket,
  })
}
