import { createHash } from "node:crypto"
import { existsSync, readdirSync } from "node:fs"
import { join } from "node:path"
import { Readable } from "node:stream"
import { crc32 } from "node:zlib"
import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  PutObjectCommand,
  UploadPartCommand,
  UploadPartCopyCommand,
} from "@aws-sdk/client-s3"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { Bucket, MEBIBYTE, makeS3World, type S3World } from "./s3-world.ts"

let world: S3World

beforeAll(async () => {
  world = await makeS3World()
})
afterAll(async () => {
  await world.end()
  expect(world.failures).toEqual([])
})

type Place = { readonly Bucket: string; readonly Key: string; readonly UploadId: string }

async function begin(Key: string, settings: object = {}): Promise<Place> {
  const { UploadId } = await world.s3.send(new CreateMultipartUploadCommand({ Bucket, Key, ...settings }))
  return { Bucket, Key, UploadId: UploadId! }
}

async function send(upload: Place, bodies: readonly Uint8Array[], settings = {}): Promise<CompletedPart[]> {
  const sent = bodies.map(async (Body, at) => {
    const part = { ...upload, PartNumber: at + 1, Body, ...settings }
    const { $metadata, ...answer } = await world.s3.send(new UploadPartCommand(part))
    return { PartNumber: at + 1, ...answer }
  })
  return Promise.all(sent)
}

const complete = (upload: Place, Parts: CompletedPart[], settings: object = {}) =>
  world.s3.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts }, ...settings }))

function crcOf(bytes: Uint8Array): Buffer {
  const found = Buffer.alloc(4)
  found.writeUInt32BE(crc32(bytes))
  return found
}

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest()
const bodies = [new Uint8Array(5 * MEBIBYTE).fill(1), new TextEncoder().encode("text")]
const OTHER = Buffer.from("????").toString("base64")

describe("an upload in parts is completed", () => {
  test("with the checksum of the whole, which is verified", async () => {
    const upload = await begin("whole", { ChecksumAlgorithm: "CRC32", ChecksumType: "FULL_OBJECT" })
    const parts = await send(upload, bodies, { ChecksumAlgorithm: "CRC32" })
    const ChecksumCRC32 = crcOf(Buffer.concat(bodies)).toString("base64")
    const wrong = complete(upload, parts, { ChecksumCRC32: OTHER })
    await expect(wrong).rejects.toMatchObject({ name: "BadDigest" })
    expect(existsSync(join(world.folder, "whole"))).toBe(false)
    const done = await complete(upload, parts, { ChecksumCRC32, ChecksumType: "FULL_OBJECT" })
    expect(done).toMatchObject({ ChecksumCRC32, ChecksumType: "FULL_OBJECT" })
  })

  test("with the checksum of the parts' checksums, and their number", async () => {
    const upload = await begin("of parts", { ChecksumAlgorithm: "SHA256" })
    const parts = await send(upload, bodies, { ChecksumAlgorithm: "SHA256" })
    const digest = sha256(Buffer.concat(bodies.map(sha256))).toString("base64")
    for (const ChecksumSHA256 of [`${digest}-3`, `${sha256(bodies[1]!).toString("base64")}-2`])
      await expect(complete(upload, parts, { ChecksumSHA256 })).rejects.toMatchObject({ name: "BadDigest" })
    const done = await complete(upload, parts, { ChecksumSHA256: `${digest}-2` })
    expect(done.ChecksumSHA256).toBe(`${digest}-2`)
  })

  test("not with a checksum of another kind than it began with, or without those of its parts", async () => {
    const upload = await begin("kinds", { ChecksumAlgorithm: "CRC32" })
    const parts = await send(upload, bodies, { ChecksumAlgorithm: "CRC32" })
    const ofAnother = complete(upload, parts, { ChecksumSHA1: createHash("sha1").digest("base64") })
    await expect(ofAnother).rejects.toMatchObject({ name: "InvalidRequest" })
    const ofTheWhole = complete(upload, parts, { ChecksumType: "FULL_OBJECT" })
    await expect(ofTheWhole).rejects.toMatchObject({ name: "BadDigest" })
    const bare = parts.map(({ PartNumber, ETag }) => ({ PartNumber, ETag }))
    await expect(complete(upload, bare)).rejects.toThrow("It was missing for part 1 in the request.")
    await complete(upload, parts)
  })

  test("for all who ask for it at the same time, or had been completed when they asked", async () => {
    const upload = await begin("at once")
    const many = Array.from({ length: 6 }, (_, at) => new Uint8Array(5 * MEBIBYTE).fill(at))
    const parts = await send(upload, many)
    const asked = [1, 2, 3].map(() =>
      complete(upload, parts).then(
        ({ ETag }) => ETag,
        (error) => error.name,
      ),
    )
    const head = await Promise.all(asked).then(() =>
      world.s3.send(new HeadObjectCommand({ Bucket, Key: "at once" })),
    )
    expect(head.ContentLength).toBe(30 * MEBIBYTE)
    const answers = await Promise.all(asked)
    expect(answers).toContain(head.ETag)
    expect(answers.filter((answer) => answer !== head.ETag && answer !== "NoSuchUpload")).toEqual([])
    expect(await complete(upload, parts)).toMatchObject({ ETag: head.ETag })
    const fewer = complete(upload, parts.slice(0, 2))
    await expect(fewer).rejects.toMatchObject({ name: "NoSuchUpload" })
  })

  test("once: asked for again it is answered the same, and what was put since stays", async () => {
    const upload = await begin("again", { ChecksumAlgorithm: "CRC32", ChecksumType: "FULL_OBJECT" })
    const parts = await send(upload, bodies, { ChecksumAlgorithm: "CRC32" })
    const { $metadata: first, ...done } = await complete(upload, parts)
    await world.s3.send(new PutObjectCommand({ Bucket, Key: "again", Body: "later" }))
    const { $metadata: second, ...repeated } = await complete(upload, parts)
    expect(repeated).toEqual(done)
    expect(done.ChecksumCRC32).toBeDefined()
    const head = await world.s3.send(new HeadObjectCommand({ Bucket, Key: "again" }))
    expect(head.ContentLength).toBe(5)
    const elsewhere = complete({ ...upload, Key: "other" }, parts)
    await expect(elsewhere).rejects.toMatchObject({ name: "NoSuchUpload" })
    await expect(world.s3.send(new AbortMultipartUploadCommand(upload))).rejects.toMatchObject({
      name: "NoSuchUpload",
    })
  })

  test("and says where the object is", async () => {
    const upload = await begin("a place/ü")
    const done = await complete(upload, await send(upload, [bodies[1]!]))
    expect(done.Location).toBe(`${world.url}/${Bucket}/a%20place/%C3%BC`)
  })
})

describe("an upload that is given up", () => {
  test("takes the part that is being sent with it", async () => {
    const upload = await begin("given up")
    const { promise, resolve } = Promise.withResolvers<void>()
    async function* halves() {
      yield Buffer.alloc(1_000)
      await promise
      yield Buffer.alloc(1_000)
    }
    const Body = Readable.from(halves())
    const part = new UploadPartCommand({ ...upload, PartNumber: 1, Body, ContentLength: 2_000 })
    const sending = world.s3.send(part).catch((error) => error)
    const files = () => readdirSync(join(world.home, "uploads", upload.UploadId))
    await expect.poll(files).toHaveLength(1)
    await world.s3.send(new AbortMultipartUploadCommand(upload))
    resolve()
    expect(await sending).toMatchObject({ name: "NoSuchUpload" })
    expect(readdirSync(join(world.home, "uploads"))).toEqual([])
  })

  test("while it is being completed is no object, or one that is whole", async () => {
    const upload = await begin("torn")
    const parts = await send(upload, Array(8).fill(bodies[0]))
    const completing = complete(upload, parts).then(
      () => "completed",
      (error) => error.name,
    )
    const giving = world.s3.send(new AbortMultipartUploadCommand(upload)).then(
      () => "given up",
      (error) => error.name,
    )
    const outcome = [await completing, await giving]
    expect(outcome.filter((each) => each === "NoSuchUpload").length).toBeLessThan(2)
    const size = await world.s3.send(new HeadObjectCommand({ Bucket, Key: "torn" })).then(
      ({ ContentLength }) => ContentLength,
      () => null,
    )
    expect(size).toBe(outcome[0] === "completed" ? 40 * MEBIBYTE : null)
  })
})

describe("a part that is copied", () => {
  test("is never shorter than was asked for", async () => {
    await world.s3.send(new PutObjectCommand({ Bucket, Key: "source", Body: "12345" }))
    const upload = await begin("copied")
    const copy = (CopySourceRange: string) => {
      const CopySource = `${Bucket}/source`
      return world.s3.send(
        new UploadPartCopyCommand({ ...upload, PartNumber: 1, CopySource, CopySourceRange }),
      )
    }
    for (const range of [
      "bytes=0-5",
      "bytes=5-9",
      "bytes=3-2",
      "bytes=-2",
      "bytes=0-",
      "0-1",
      "bytes=0-1,3-4",
    ])
      await expect(copy(range)).rejects.toMatchObject({ name: "InvalidArgument" })
    expect((await copy("bytes=1-4")).CopyPartResult?.ETag).toContain(
      createHash("md5").update("2345").digest("hex"),
    )
  })
})
