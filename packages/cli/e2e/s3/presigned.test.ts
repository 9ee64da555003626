import { createHash } from "node:crypto"
import {
  CopyObjectCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3"
import { getSignedUrl } from "@aws-sdk/s3-request-presigner"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { Bucket, makeS3World, type S3World } from "./s3-world.ts"

// AWS's client puts most headers of a request that it presigns into the address.

let world: S3World

beforeAll(async () => {
  world = await makeS3World()
})
afterAll(async () => {
  await world.end()
  expect(world.failures).toEqual([])
})

const bodyOf = async (Key: string) =>
  (await world.s3.send(new GetObjectCommand({ Bucket, Key }))).Body?.transformToString()

describe("a presigned address", () => {
  test("says what a put keeps beside the bytes", async () => {
    const Metadata = { colour: "blue", land: "Österreich" }
    const put = new PutObjectCommand({ Bucket, Key: "kept", Metadata, Tagging: "a=1&b=2" })
    const answer = await fetch(await getSignedUrl(world.s3, put), { method: "PUT", body: "text" })
    expect(answer.status).toBe(200)
    const head = await world.s3.send(new HeadObjectCommand({ Bucket, Key: "kept" }))
    expect(head.Metadata).toEqual({ colour: "blue", land: "=?UTF-8?B?w4PClnN0ZXJyZWljaA==?=" })
    const { TagSet } = await world.s3.send(new GetObjectTaggingCommand({ Bucket, Key: "kept" }))
    expect(TagSet).toEqual([
      { Key: "a", Value: "1" },
      { Key: "b", Value: "2" },
    ])
  })

  test("copies, where it says from where, and puts nothing in the place of what is there", async () => {
    await world.s3.send(new PutObjectCommand({ Bucket, Key: "source", Body: "what is copied" }))
    await world.s3.send(new PutObjectCommand({ Bucket, Key: "copy", Body: "what was there" }))
    const copy = new CopyObjectCommand({ Bucket, Key: "copy", CopySource: `${Bucket}/source` })
    const answer = await fetch(await getSignedUrl(world.s3, copy), { method: "PUT" })
    expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining("CopyObjectResult")])
    expect(await bodyOf("copy")).toBe("what is copied")
  })

  test("asks for what the endpoint has not, and is refused", async () => {
    const put = new PutObjectCommand({ Bucket, Key: "public", ACL: "public-read" })
    const answer = await fetch(await getSignedUrl(world.s3, put), { method: "PUT", body: "text" })
    expect([answer.status, await answer.text()]).toEqual([501, expect.stringContaining("x-amz-acl")])
  })

  test("has the checksum of no body, which is not that of the one that is sent", async () => {
    const url = await getSignedUrl(world.s3, new PutObjectCommand({ Bucket, Key: "summed" }))
    expect(url).toContain("x-amz-checksum-crc32=AAAAAA%3D%3D")
    expect((await fetch(url, { method: "PUT", body: "text" })).status).toBe(200)
    const { ETag } = await world.s3.send(new HeadObjectCommand({ Bucket, Key: "summed" }))
    expect(ETag).toBe(`"${createHash("md5").update("text").digest("hex")}"`)
  })

  test("cannot be changed: neither what it says nor what it says nothing of", async () => {
    const put = new PutObjectCommand({ Bucket, Key: "forged", Metadata: { colour: "blue" } })
    const url = await getSignedUrl(world.s3, put)
    for (const forged of [
      url.replace("=blue", "=red"),
      `${url}&x-amz-meta-more=1`,
      url.replace("forged", "f"),
    ])
      expect((await fetch(forged, { method: "PUT", body: "text" })).status).toBe(403)
    const headers = { "x-amz-meta-more": "1" }
    expect((await fetch(url, { method: "PUT", body: "text", headers })).status).toBe(403)
    await expect(bodyOf("forged")).rejects.toMatchObject({ name: "NoSuchKey" })
  })
})
