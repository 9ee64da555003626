import { type Dirent, existsSync, mkdirSync, readdirSync, rmdirSync, statSync } from "node:fs"
import { isMissing } from "../../store/folder-errors.ts"
import { isBucketName, madeBuckets } from "../../store/folder-path.ts"
import { sweepUnfinished } from "../../store/sweep.ts"
import { walkFolder } from "../../store/walk-folder.ts"
import { type Reply, reply, replyXml } from "../reply.ts"
import { malformedXml, S3Error } from "../s3-error.ts"
import { placeOf, type S3Request, type S3State } from "../s3-state.ts"
import { childOf, readXml } from "../xml/read-xml.ts"

/** Bytes of a CreateBucketConfiguration: a region, and a few things that are refused. */
const MAX_DOCUMENT = 16 * 1024

/** Whom all buckets belong to. */
export const OWNER = {
  ID: "6d6170666f6c646d6170666f6c646d6170666f6c646d6170666f6c646d617066",
  DisplayName: "mapfold",
}

export async function listBuckets({ state }: S3Request): Promise<Reply> {
  const buckets = allBuckets(state).map(({ name, folder }) => ({
    Name: name,
    CreationDate: new Date(Math.floor(statSync(folder).birthtimeMs / 1e3) * 1e3).toISOString(),
  }))
  return replyXml("ListAllMyBucketsResult", { Owner: OWNER, Buckets: { Bucket: buckets } })
}

function allBuckets({ buckets }: S3State): { readonly name: string; readonly folder: string }[] {
  const made = madeBuckets(buckets.home)
  const names = new Map(
    readFolder(made)
      .filter((entry) => entry.isDirectory() && isBucketName(entry.name))
      .map(({ name }) => [name, `${made}/${name}`]),
  )
  for (const [name, folder] of Object.entries(buckets.buckets)) {
    if (existsSync(folder)) names.set(name, folder)
    else names.delete(name)
  }
  return [...names]
    .map(([name, folder]) => ({ name, folder }))
    .sort((left, right) => (left.name < right.name ? -1 : 1))
}

function readFolder(path: string): Dirent[] {
  try {
    return readdirSync(path, { withFileTypes: true })
  } catch (error) {
    if (isMissing(error)) return []
    throw error
  }
}

export async function createBucket({ state, bucket, body }: S3Request): Promise<Reply> {
  if (!isBucketName(bucket))
    throw new S3Error(400, "InvalidBucketName", "The specified bucket is not valid.", { BucketName: bucket })
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
