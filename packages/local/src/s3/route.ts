import * as buckets from "./operations/buckets.ts"
import { completeMultipartUpload } from "./operations/complete-upload.ts"
import { copyObject } from "./operations/copy-object.ts"
import { deleteObject, deleteObjects, refuseVersion } from "./operations/delete-objects.ts"
import { getObject, headObject } from "./operations/get-object.ts"
import { getObjectAttributes } from "./operations/get-object-attributes.ts"
import { listBuckets } from "./operations/list-buckets.ts"
import { listObjects, listObjectsV2 } from "./operations/list-objects.ts"
import { listMultipartUploads, listParts } from "./operations/list-uploads.ts"
import {
  abortMultipartUpload,
  createMultipartUpload,
  uploadPart,
  uploadPartCopy,
} from "./operations/multipart.ts"
import { putObject } from "./operations/put-object.ts"
import { deleteObjectTagging, getObjectTagging, putObjectTagging } from "./operations/tagging.ts"
import type { Reply } from "./reply.ts"
import { notImplemented, S3Error } from "./s3-error.ts"
import type { S3Request } from "./s3-state.ts"

type Operation = (request: S3Request) => Promise<Reply>

/** What a request's method and sub-resource ask for, in the order of the kinds: of the service, of a bucket, of an object. */
type Routes = Readonly<Record<string, Operation>>

const SERVICE: Routes = { GET: listBuckets }

const BUCKET: Routes = {
  GET: listObjects,
  HEAD: buckets.headBucket,
  PUT: buckets.createBucket,
  DELETE: buckets.deleteBucket,
  "GET ?location": buckets.getBucketLocation,
  "GET ?uploads": listMultipartUploads,
  "GET ?list-type": listObjectsV2,
  "POST ?delete": deleteObjects,
}

const OBJECT: Routes = {
  GET: getObject,
  HEAD: headObject,
  PUT: putObject,
  DELETE: deleteObject,
  "PUT copy": copyObject,
  "GET ?attributes": getObjectAttributes,
  "GET ?tagging": getObjectTagging,
  "PUT ?tagging": putObjectTagging,
  "DELETE ?tagging": deleteObjectTagging,
  "POST ?uploads": createMultipartUpload,
  "GET ?uploadId": listParts,
  "PUT ?uploadId": uploadPart,
  "PUT ?uploadId copy": uploadPartCopy,
  "POST ?uploadId": completeMultipartUpload,
  "DELETE ?uploadId": abortMultipartUpload,
}

/** Parameters that do not choose an operation: those of the operations above, and what clients add for themselves. */
const PARAMETERS = new Set([
  ...[
    "prefix",
    "delimiter",
    "marker",
    "max-keys",
    "encoding-type",
    "start-after",
    "continuation-token",
    "fetch-owner",
  ],
  ...[
    "key-marker",
    "upload-id-marker",
    "max-uploads",
    "part-number-marker",
    "max-parts",
    "partNumber",
    "versionId",
  ],
  ...["max-buckets", "bucket-region", "x-id", "select-type", "optional-object-attributes"],
])
const IGNORED = /^(?:x-amz-|response-)/i

/** Does what a request asks for. Throws `NotImplemented` for what is not there, by its name. */
export async function route(request: S3Request): Promise<Reply> {
  const { bucket, key, method } = request
  const routes = bucket === "" ? SERVICE : key === "" ? BUCKET : OBJECT
  const resource = subresourceOf(request.query)
  const copies = method === "PUT" && routes === OBJECT && request.headers["x-amz-copy-source"] !== undefined
  const wanted = `${method}${resource === null ? "" : ` ?${resource}`}${copies ? " copy" : ""}`
  const operation = Object.hasOwn(routes, wanted) ? routes[wanted] : undefined
  if (operation === undefined) throw unknown(request, routes, resource)
  if (bucket === "" && key !== "") throw new S3Error(400, "InvalidURI", "Couldn't parse the specified URI.")
  refuseVersion(request.query.get("versionId"))
  return operation(request)
}

function subresourceOf(query: ReadonlyMap<string, string>): string | null {
  const found = [...query.keys()].filter((name) => !PARAMETERS.has(name) && !IGNORED.test(name))
  // Of list-type=2 and such, the parameter is the name; of several, the unknown one is to be spoken of.
  const known = [BUCKET, OBJECT].flatMap((routes) => Object.keys(routes))
  return found.find((name) => !known.some((each) => each.split(" ").includes(`?${name}`))) ?? found[0] ?? null
}

function unknown({ method }: S3Request, routes: Routes, resource: string | null): S3Error {
  const subject = routes === SERVICE ? "Service" : routes === BUCKET ? "Bucket" : "Object"
  if (resource === null) {
    const isForm = method === "POST" && routes === BUCKET
    return isForm ? notImplemented("operation PostObject") : methodNotAllowed(method, subject)
  }
  return notImplemented(`operation ${nameOf(method, subject, resource)} (${method} ?${resource})`)
}

function methodNotAllowed(method: string, subject: string): S3Error {
  return new S3Error(405, "MethodNotAllowed", "The specified method is not allowed against this resource.", {
    Method: method,
    ResourceType: subject.toUpperCase(),
  })
}

/** As AWS names its operations: `GET ?acl` of an object is GetObjectAcl. */
function nameOf(method: string, subject: string, resource: string): string {
  const verb: Readonly<Record<string, string>> = {
    GET: "Get",
    PUT: "Put",
    DELETE: "Delete",
    HEAD: "Head",
    POST: "Post",
  }
  const SPECIAL: Readonly<Record<string, string>> = {
    versions: "ListObjectVersions",
    restore: "RestoreObject",
    select: "SelectObjectContent",
    renameObject: "RenameObject",
  }
  const words = resource
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1, 40))
  return SPECIAL[resource] ?? `${verb[method] ?? method}${subject}${words.join("")}`
}
