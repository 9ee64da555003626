import { createHash, randomFillSync } from "node:crypto"
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Readable } from "node:stream"
import {
  AbortMultipartUploadCommand,
  ChecksumAlgorithm,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteObjectsCommand,
  GetBucketLocationCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  paginateListObjectsV2,
  S3Client,
  UploadPartCommand,
  UploadPartCopyCommand,
} from "@aws-sdk/client-s3"
import { Upload } from "@aws-sdk/lib-storage"
import { getSignedUrl } from "@aws-sdk/s3-request-presigner"
import { makeS3Server, type S3Server } from "@mapfold/local/s3/s3-server"
import { afterAll, beforeAll, describe, expect, test } from "vitest"

// AWS's own client for JavaScript, its settings as they come.

const Bucket = "files"
const MEBIBYTE = 1024 * 1024
const credentials = { accessKeyId: "mapfold", secretAccessKey: "mapfold" }

let home: string
let server: S3Server
let s3: S3Client
const failures: unknown[] = []

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), "mapfold-e2e-s3-"))
  mkdirSync(join(home, Bucket))
  server = await makeS3Server({
    home,
    buckets: { [Bucket]: join(home, Bucket) },
    credentials,
    region: "eu-central-1",
    onFailure: (error) => failures.push(error),
  })
  s3 = new S3Client({ endpoint: server.url, region: "eu-central-1", credentials, forcePathStyle: true })
})
afterAll(async () => {
  s3.destroy()
  await server.close()
  rmSync(home, { recursive: true })
  expect(failures).toEqual([])
})

const bytes = (length: number) => randomFillSync(new Uint8Array(length))
const hash = (algorithm: string, body: Uint8Array) => createHash(algorithm).update(body).digest("base64")
async function bodyOf(Key: string): Promise<Uint8Array> {
  const answer = await s3.send(new GetObjectCommand({ Bucket, Key }))
  return answer.Body!.transformToByteArray()
}

describe("an object", () => {
  const body = bytes(300_000)

  test.each(Object.values(ChecksumAlgorithm))(
    "is put and read with its checksum by %s",
    async (algorithm) => {
      const put = await s3
        .send(new PutObjectCommand({ Bucket, Key: algorithm, Body: body, ChecksumAlgorithm: algorithm }))
        .catch((error) => error)
      // The client has no code of its own for some: it says so itself, before it sends anything.
      if (put instanceof Error) return expect(put.message).toMatch(/checksum|CRT|unsupported/i)
      const name = `Checksum${algorithm}` as const
      const got = await s3.send(new GetObjectCommand({ Bucket, Key: algorithm, ChecksumMode: "ENABLED" }))
      expect((put as unknown as Record<string, unknown>)[name]).toBe(
        (got as unknown as Record<string, unknown>)[name],
      )
      expect(got.ChecksumType).toBe("FULL_OBJECT")
      expect(await got.Body?.transformToByteArray()).toEqual(body)
    },
  )

  test("is put as a stream, in signed pieces or not, with a checksum behind it", async () => {
    for (const algorithm of ["CRC32", "SHA256"] as const) {
      const pieces = [body.subarray(0, 100_000), body.subarray(100_000)].map((piece) => Buffer.from(piece))
      const put = await s3.send(
        new PutObjectCommand({
          Bucket,
          Key: "streamed",
          Body: Readable.from(pieces, { objectMode: false }),
          ContentLength: body.length,
          ChecksumAlgorithm: algorithm,
        }),
      )
      if (algorithm === "SHA256") expect(put.ChecksumSHA256).toBe(hash("sha256", body))
      expect(await bodyOf("streamed")).toEqual(body)
    }
    expect(new Uint8Array(readFileSync(join(home, Bucket, "streamed")))).toEqual(body)
  })

  test("is refused with another's checksum", async () => {
    const put = s3.send(
      new PutObjectCommand({ Bucket, Key: "wrong", Body: "text", ChecksumSHA1: hash("sha1", body) }),
    )
    await expect(put).rejects.toMatchObject({ name: "BadDigest" })
    expect(readdirSync(join(home, Bucket))).not.toContain("wrong")
  })

  test("keeps metadata and tags, and copies take them along or not", async () => {
    await s3.send(
      new PutObjectCommand({
        Bucket,
        Key: "a key +/%😀",
        Body: "text",
        ContentType: "text/plain",
        Metadata: { colour: "blue" },
        Tagging: "a=1",
      }),
    )
    const CopySource = `${Bucket}/${encodeURIComponent("a key +/%😀")}`
    await s3.send(new CopyObjectCommand({ Bucket, Key: "copy", CopySource }))
    const copy = await s3.send(new HeadObjectCommand({ Bucket, Key: "copy" }))
    expect(copy).toMatchObject({ ContentType: "text/plain", Metadata: { colour: "blue" } })
    const replaced = { MetadataDirective: "REPLACE", Metadata: { colour: "red" } } as const
    await s3.send(new CopyObjectCommand({ Bucket, Key: "copy", CopySource: `${Bucket}/copy`, ...replaced }))
    expect((await s3.send(new HeadObjectCommand({ Bucket, Key: "copy" }))).Metadata).toEqual({
      colour: "red",
    })
    const itself = s3.send(new CopyObjectCommand({ Bucket, Key: "copy", CopySource: `${Bucket}/copy` }))
    await expect(itself).rejects.toMatchObject({ name: "InvalidRequest" })
    const TagSet = [{ Key: "b", Value: "ü & <x>" }]
    await s3.send(new PutObjectTaggingCommand({ Bucket, Key: "copy", Tagging: { TagSet } }))
    expect((await s3.send(new GetObjectTaggingCommand({ Bucket, Key: "copy" }))).TagSet).toEqual(TagSet)
    const failing = { CopySourceIfMatch: '"other"' }
    const copying = s3.send(
      new CopyObjectCommand({ Bucket, Key: "no", CopySource: `${Bucket}/copy`, ...failing }),
    )
    await expect(copying).rejects.toMatchObject({ name: "PreconditionFailed" })
  })

  test("is read and put on conditions", async () => {
    const { ETag } = await s3.send(new PutObjectCommand({ Bucket, Key: "conditional", Body: "one" }))
    const get = (conditions: object) =>
      s3.send(new GetObjectCommand({ Bucket, Key: "conditional", ...conditions }))
    const put = (conditions: object) =>
      s3.send(new PutObjectCommand({ Bucket, Key: "conditional", Body: "two", ...conditions }))
    await expect(get({ IfMatch: '"x"' })).rejects.toMatchObject({ name: "PreconditionFailed" })
    await expect(get({ IfNoneMatch: ETag })).rejects.toMatchObject({ $metadata: { httpStatusCode: 304 } })
    await expect(put({ IfNoneMatch: "*" })).rejects.toMatchObject({ name: "PreconditionFailed" })
    await expect(put({ IfMatch: '"x"' })).rejects.toMatchObject({ name: "PreconditionFailed" })
    await put({ IfMatch: ETag })
    const part = await get({ Range: "bytes=1-" })
    expect([part.ContentRange, await part.Body?.transformToString()]).toEqual(["bytes 1-2/3", "wo"])
  })

  test("put by hand is there, and has an ETag that is no MD5", async () => {
    mkdirSync(join(home, Bucket, "by/hand"), { recursive: true })
    writeFileSync(join(home, Bucket, "by/hand/a.csv"), "text")
    const head = await s3.send(new HeadObjectCommand({ Bucket, Key: "by/hand/a.csv" }))
    expect(head).toMatchObject({ ContentLength: 4, ETag: expect.stringMatching(/^"4-\d+"$/) })
    const attributes = await s3.send(
      new GetObjectAttributesCommand({
        Bucket,
        Key: "by/hand/a.csv",
        ObjectAttributes: ["ETag", "ObjectSize", "StorageClass", "Checksum", "ObjectParts"],
      }),
    )
    expect(attributes).toMatchObject({
      ObjectSize: 4,
      StorageClass: "STANDARD",
      ETag: head.ETag?.slice(1, -1),
    })
    expect(attributes.ObjectParts).toBeUndefined()
  })

  test("is reached by a presigned address", async () => {
    const target = { Bucket, Key: "pre/signed ü" }
    const put = await getSignedUrl(s3, new PutObjectCommand({ ...target, ContentType: "x/y" }), {
      expiresIn: 60,
    })
    expect((await fetch(put, { method: "PUT", body: "by address" })).status).toBe(200)
    const get = await getSignedUrl(s3, new GetObjectCommand(target), { expiresIn: 60 })
    expect(await (await fetch(get)).text()).toBe("by address")
    expect((await fetch(get.replace("expires", "Expires").replace("Expires=60", "Expires=61"))).status).toBe(
      403,
    )
  })

  test("is reached under the bucket's own name", async () => {
    const hosted = new S3Client({
      endpoint: server.url.replace("127.0.0.1", "localhost"),
      region: "eu-central-1",
      credentials,
    })
    const put = hosted.send(new PutObjectCommand({ Bucket, Key: "hosted", Body: "text" }))
    // Some systems know no name below localhost; the endpoint is not even asked there.
    const outcome = await put.then(
      () => "put",
      (error) => error.code ?? error.name,
    )
    if (outcome === "put") expect(new TextDecoder().decode(await bodyOf("hosted"))).toBe("text")
    else expect(outcome).toBe("ENOTFOUND")
    hosted.destroy()
  })
})

describe("a bucket", () => {
  test("is made, listed, found and removed", async () => {
    await s3.send(new CreateBucketCommand({ Bucket: "made.here" }))
    const { Buckets = [] } = await s3.send(new ListBucketsCommand())
    expect(Buckets.map(({ Name }) => Name)).toEqual(["files", "made.here"])
    const location = await s3.send(new GetBucketLocationCommand({ Bucket: "made.here" }))
    expect(location.LocationConstraint).toBe("eu-central-1")
    await s3.send(new DeleteBucketCommand({ Bucket: "made.here" }))
    const again = s3.send(new DeleteBucketCommand({ Bucket: "made.here" }))
    await expect(again).rejects.toMatchObject({ name: "NoSuchBucket" })
  })

  test("is listed in pages, by levels, from a key on", async () => {
    const keys = Array.from({ length: 25 }, (_, at) => `list/${at % 3}/${String(at).padStart(2, "0")}`)
    for (const Key of [...keys, "list/", "list/z"])
      await s3.send(new PutObjectCommand({ Bucket, Key, Body: Key }))
    const list = async (input: object) => {
      const found: { keys: string[]; prefixes: string[]; pages: number } = {
        keys: [],
        prefixes: [],
        pages: 0,
      }
      for await (const page of paginateListObjectsV2({ client: s3 }, { Bucket, Prefix: "list/", ...input })) {
        found.pages++
        found.keys.push(...(page.Contents ?? []).map(({ Key = "" }) => Key))
        found.prefixes.push(...(page.CommonPrefixes ?? []).map(({ Prefix = "" }) => Prefix))
      }
      return found
    }
    const sorted = [...keys, "list/", "list/z"].sort()
    expect(await list({})).toEqual({ keys: sorted, prefixes: [], pages: 1 })
    for (const MaxKeys of [1, 4, 27]) expect((await list({ MaxKeys })).keys).toEqual(sorted)
    const levels = { keys: ["list/", "list/z"], prefixes: ["list/0/", "list/1/", "list/2/"] }
    for (const MaxKeys of [1, 2, 3, 1_000])
      expect(await list({ MaxKeys, Delimiter: "/" })).toMatchObject(levels)
    expect((await list({ StartAfter: "list/1/22" })).keys).toEqual(sorted.filter((key) => key > "list/1/22"))
    expect((await list({ MaxKeys: 0 })).keys).toEqual([])
    expect((await list({ Delimiter: "/0" })).prefixes).toEqual(["list/0/0", "list/1/0", "list/2/0"])
    const objects = sorted.map((Key) => ({ Key }))
    const { Deleted = [] } = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: objects } }))
    expect(Deleted.map(({ Key }) => Key)).toEqual(sorted)
    expect((await list({})).keys).toEqual([])
  })
})

describe("an upload in parts", () => {
  const parts = [bytes(5 * MEBIBYTE), bytes(5 * MEBIBYTE), bytes(1_000)]
  const whole = Buffer.concat(parts)
  const md5 = createHash("md5")
  for (const part of parts) md5.update(createHash("md5").update(part).digest())
  const ETag = `"${md5.digest("hex")}-3"`

  async function begin(Key: string, settings: object = {}) {
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key, ...settings }))
    return { Bucket, Key, UploadId: UploadId! }
  }
  async function send(upload: { Bucket: string; Key: string; UploadId: string }, settings: object = {}) {
    const sent = parts.map(async (Body, at) => {
      const PartNumber = at + 1
      const { $metadata, ...answer } = await s3.send(
        new UploadPartCommand({ ...upload, PartNumber, Body, ...settings }),
      )
      return { PartNumber, ...answer }
    })
    return Promise.all(sent)
  }

  test.each([
    ["CRC32", "COMPOSITE"],
    ["CRC32", "FULL_OBJECT"],
    ["CRC32C", "COMPOSITE"],
    ["SHA1", "COMPOSITE"],
    ["SHA256", "COMPOSITE"],
  ] as const)("has a checksum by %s (%s), the parts' ETag and its parts", async (algorithm, ChecksumType) => {
    const upload = await begin("parts", { ChecksumAlgorithm: algorithm, ChecksumType, Metadata: { a: "b" } })
    const Parts = await send(upload, { ChecksumAlgorithm: algorithm })
    const listed = await s3.send(new ListPartsCommand({ ...upload, MaxParts: 2 }))
    expect(listed).toMatchObject({
      IsTruncated: true,
      NextPartNumberMarker: "2",
      ChecksumAlgorithm: algorithm,
    })
    expect(listed.Parts?.map(({ Size }) => Size)).toEqual([5 * MEBIBYTE, 5 * MEBIBYTE])
    const done = await s3.send(
      new CompleteMultipartUploadCommand({ ...upload, ChecksumType, MultipartUpload: { Parts } }),
    )
    expect(done).toMatchObject({ ETag, ChecksumType })
    const head = await s3.send(new HeadObjectCommand({ Bucket, Key: "parts", ChecksumMode: "ENABLED" }))
    expect(head).toMatchObject({ ETag, ChecksumType, ContentLength: whole.length, Metadata: { a: "b" } })
    if (algorithm === "SHA256") {
      const composite = createHash("sha256")
      for (const part of parts) composite.update(createHash("sha256").update(part).digest())
      expect(head.ChecksumSHA256).toBe(`${composite.digest("base64")}-3`)
    }
    expect(Buffer.from(await bodyOf("parts")).equals(whole)).toBe(true)
    const second = await s3.send(new GetObjectCommand({ Bucket, Key: "parts", PartNumber: 2 }))
    expect(second).toMatchObject({ PartsCount: 3, ContentLength: 5 * MEBIBYTE })
    expect(Buffer.from(await second.Body!.transformToByteArray()).equals(parts[1]!)).toBe(true)
    const attributes = await s3.send(
      new GetObjectAttributesCommand({ Bucket, Key: "parts", ObjectAttributes: ["ObjectParts", "Checksum"] }),
    )
    expect(attributes.ObjectParts?.TotalPartsCount).toBe(3)
    expect(readdirSync(join(home, "uploads"))).toEqual([])
  })

  test("is completed on a condition, with the parts that are named, in their order, or not at all", async () => {
    const upload = await begin("strict")
    const Parts = await send(upload)
    const complete = (named: object[], settings: object = {}) =>
      s3.send(
        new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts: named }, ...settings }),
      )
    await expect(complete([...Parts].reverse())).rejects.toMatchObject({ name: "InvalidPartOrder" })
    await expect(complete([{ ...Parts[0], ETag: '"x"' }])).rejects.toMatchObject({ name: "InvalidPart" })
    await expect(complete([{ PartNumber: 7, ETag: '"x"' }])).rejects.toMatchObject({ name: "InvalidPart" })
    await expect(complete([])).rejects.toMatchObject({ name: "MalformedXML" })
    await s3.send(new PutObjectCommand({ Bucket, Key: "strict", Body: "in the way" }))
    await expect(complete(Parts, { IfNoneMatch: "*" })).rejects.toMatchObject({ name: "PreconditionFailed" })
    await s3
      .send(new UploadPartCommand({ ...upload, PartNumber: 1, Body: "small" }))
      .then(({ ETag: small }) =>
        expect(complete([{ PartNumber: 1, ETag: small }, Parts[1]!])).rejects.toMatchObject({
          name: "EntityTooSmall",
        }),
      )
    await expect(complete(Parts)).rejects.toMatchObject({ name: "InvalidPart" })
    await complete([Parts[1]!, Parts[2]!])
    expect(Buffer.from(await bodyOf("strict")).equals(Buffer.concat(parts.slice(1)))).toBe(true)
    await expect(complete(Parts)).rejects.toMatchObject({ name: "NoSuchUpload" })
  })

  test("takes parts out of objects", async () => {
    await s3.send(new PutObjectCommand({ Bucket, Key: "source", Body: whole }))
    const upload = await begin("copied parts")
    const CopySource = `${Bucket}/source`
    const ranges = [`bytes=0-${6 * MEBIBYTE}`, `bytes=${6 * MEBIBYTE + 1}-${whole.length - 1}`]
    const Parts = await Promise.all(
      ranges.map(async (CopySourceRange, at) => {
        const place = { ...upload, PartNumber: at + 1 }
        const copied = await s3.send(new UploadPartCopyCommand({ ...place, CopySource, CopySourceRange }))
        return { PartNumber: at + 1, ETag: copied.CopyPartResult?.ETag }
      }),
    )
    await s3.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts } }))
    expect(Buffer.from(await bodyOf("copied parts")).equals(whole)).toBe(true)
    const beyond = { ...upload, PartNumber: 1, CopySource, CopySourceRange: "bytes=0-99999999" }
    await expect(s3.send(new UploadPartCopyCommand(beyond))).rejects.toMatchObject({ name: "NoSuchUpload" })
  })

  test("is listed until it is given up, and no listing of objects shows it", async () => {
    const uploads = [await begin("up/a"), await begin("up/a"), await begin("up/b/c"), await begin("up/b/d")]
    const list = async (input: object) =>
      s3.send(new ListMultipartUploadsCommand({ Bucket, Prefix: "up/", ...input }))
    const all = await list({})
    expect(all.Uploads?.map(({ Key }) => Key)).toEqual(["up/a", "up/a", "up/b/c", "up/b/d"])
    const paged: (string | undefined)[] = []
    let marker: { KeyMarker?: string | undefined; UploadIdMarker?: string | undefined } = {}
    for (let page = 0; page < 4; page++) {
      const found = await list({ MaxUploads: 1, ...marker })
      paged.push(...(found.Uploads ?? []).map(({ UploadId }) => UploadId))
      expect(found.IsTruncated).toBe(page < 3)
      marker = { KeyMarker: found.NextKeyMarker, UploadIdMarker: found.NextUploadIdMarker }
    }
    expect(paged).toEqual(all.Uploads?.map(({ UploadId }) => UploadId))
    expect((await list({ Delimiter: "/" })).CommonPrefixes).toEqual([{ Prefix: "up/b/" }])
    await send(uploads[0]!)
    for (const upload of uploads) await s3.send(new AbortMultipartUploadCommand(upload))
    expect((await list({})).Uploads).toBeUndefined()
    expect(readdirSync(join(home, "uploads"))).toEqual([])
    const sending = s3.send(new UploadPartCommand({ ...uploads[0]!, PartNumber: 1, Body: "late" }))
    await expect(sending).rejects.toMatchObject({ name: "NoSuchUpload" })
  })

  test("is sent by lib-storage as a stream of unknown length", async () => {
    const Body = Readable.from(
      [whole, whole].map((each) => Buffer.from(each)),
      { objectMode: false },
    )
    const upload = new Upload({ client: s3, params: { Bucket, Key: "stream", Body }, queueSize: 3 })
    const done = await upload.done()
    expect(done.ETag).toMatch(/-5"$/)
    expect(Buffer.from(await bodyOf("stream")).equals(Buffer.concat([whole, whole]))).toBe(true)
  })
})
