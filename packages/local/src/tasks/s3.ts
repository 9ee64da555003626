import { MAX_PAYLOAD_BYTES } from "@mapfold/core/run/settings"
import { BucketNotFound, ObjectChanged, ObjectNotFound, PreconditionFailed } from "@mapfold/core/store/errors"
import type { ObjectSummary, PutOptions } from "@mapfold/core/store/object-store"
import { readObject } from "@mapfold/core/store/read-object"
import type { TaskResource } from "@mapfold/core/workflow/asl/task-state"
import { StateFailed } from "../errors.ts"
import { dataLimitExceeded } from "../interpreter/payload-limit.ts"
import type { Ports } from "../interpreter/ports.ts"
import { isoSeconds } from "./iso-seconds.ts"
import { listObjects } from "./s3-list.ts"
import { serviceTask, type Task } from "./task.ts"

type World = Pick<Ports, "store" | "uuid">
type Fields = Readonly<Record<string, unknown>>
type Action = (world: World, fields: Fields) => Promise<unknown>

/** The largest object that is copied: it is read at once. */
const MAX_COPY_BYTES = 512 * 1024 * 1024

const ACTIONS: Readonly<Record<string, Action>> = {
  "arn:aws:states:::aws-sdk:s3:getObject": getObject,
  "arn:aws:states:::aws-sdk:s3:putObject": putObject,
  "arn:aws:states:::aws-sdk:s3:copyObject": copyObject,
  "arn:aws:states:::aws-sdk:s3:listObjectsV2": ({ store }, fields) => listObjects(store, fields),
}

/** A call of S3 through the SDK integration: its answer has the fields that AWS's has, and its errors their names. */
export function s3Task(world: World, region: string, resource: TaskResource, fields: Fields): Task {
  return serviceTask(resource, region, fields, async () => {
    try {
      return await ACTIONS[resource]!(world, fields)
    } catch (error) {
      throw toStateFailed(error, world)
    }
  })
}

/** The body as text, which must fit into a state's result. */
async function getObject({ store }: World, { Bucket, Key, IfMatch }: Fields): Promise<unknown> {
  const [bucket, key] = [String(Bucket), String(Key)]
  const found = await headOrThrow({ store }, bucket, key)
  if (IfMatch !== undefined && IfMatch !== found.etag)
    throw new PreconditionFailed(bucket, key, String(IfMatch))
  if (found.size > MAX_PAYLOAD_BYTES) throw dataLimitExceeded("aws-sdk:s3")
  const { bytes, etag } = await readObject(store, bucket, key, MAX_PAYLOAD_BYTES)
  return {
    AcceptRanges: "bytes",
    Body: new TextDecoder().decode(bytes),
    ContentLength: bytes.length,
    ContentType: "binary/octet-stream",
    ETag: etag,
    LastModified: isoSeconds(found.lastModified),
    Metadata: {},
    ServerSideEncryption: "AES256",
  }
}

async function putObject({ store }: World, fields: Fields): Promise<unknown> {
  const { Bucket, Key, Body = "", ContentType, IfMatch, IfNoneMatch } = fields
  const body = new TextEncoder().encode(typeof Body === "string" ? Body : JSON.stringify(Body))
  const options: PutOptions = {
    ...(ContentType === undefined ? {} : { contentType: String(ContentType) }),
    ...(IfMatch === undefined ? {} : { ifMatch: String(IfMatch) }),
    ...(IfNoneMatch === undefined ? {} : { ifNoneMatch: "*" }),
  }
  const { etag } = await store.put(String(Bucket), String(Key), body, options)
  return { ETag: etag, ServerSideEncryption: "AES256" }
}

async function copyObject({ store }: World, { Bucket, Key, CopySource }: Fields): Promise<unknown> {
  const [bucket, key] = splitSource(String(CopySource))
  await headOrThrow({ store }, bucket, key)
  const { bytes } = await readObject(store, bucket, key, MAX_COPY_BYTES)
  const { etag } = await store.put(String(Bucket), String(Key), bytes)
  const copied = await headOrThrow({ store }, String(Bucket), String(Key))
  return {
    CopyObjectResult: { ETag: etag, LastModified: isoSeconds(copied.lastModified) },
    ServerSideEncryption: "AES256",
  }
}

/** `/bucket/key` or `bucket/key`, percent-encoded. */
function splitSource(source: string): [bucket: string, key: string] {
  const [, bucket, key] = /^\/?([^/]+)\/(.+)$/s.exec(source) ?? []
  if (bucket === undefined || key === undefined)
    throw new StateFailed(
      "S3.S3Exception",
      `CopySource "${source}" is no bucket/key (Service: S3, Status Code: 400)`,
    )
  try {
    return [bucket, decodeURIComponent(key)]
  } catch {
    // a % that encodes nothing stands for itself
    return [bucket, key]
  }
}

async function headOrThrow(
  { store }: Pick<World, "store">,
  bucket: string,
  key: string,
): Promise<ObjectSummary> {
  const found = await store.head(bucket, key)
  if (found === null) throw new ObjectNotFound(bucket, key)
  return found
}

/** Each with the name that Step Functions gives the SDK's exception, and S3's own sentence. */
function toStateFailed(error: unknown, { uuid }: World): unknown {
  if (error instanceof StateFailed) return error
  const [name, status, sentence] =
    error instanceof ObjectNotFound
      ? ["S3.NoSuchKeyException", 404, "The specified key does not exist."]
      : error instanceof BucketNotFound
        ? ["S3.NoSuchBucketException", 404, "The specified bucket does not exist"]
        : error instanceof PreconditionFailed || error instanceof ObjectChanged
          ? ["S3.S3Exception", 412, "At least one of the pre-conditions you specified did not hold"]
          : ["S3.S3Exception", 500, error instanceof Error ? error.message : String(error)]
  return new StateFailed(name, `${sentence} (Service: S3, Status Code: ${status}, Request ID: ${uuid()})`)
}
