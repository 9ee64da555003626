import {
  CreateBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  HeadObjectCommand,
  PutObjectCommand,
  paginateListBuckets,
} from "@aws-sdk/client-s3"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { Bucket, makeS3World, type S3World } from "./s3-world.ts"

let world: S3World

beforeAll(async () => {
  world = await makeS3World()
})
afterAll(async () => {
  await world.end()
  expect(world.failures).toEqual([])
})

describe("buckets", () => {
  test("are listed by prefix and region, in pages", async () => {
    const made = ["logs-a", "logs-b", "logs-c", "other"]
    for (const name of made) await world.s3.send(new CreateBucketCommand({ Bucket: name }))
    const list = async (input: object) => {
      const pages: (string | undefined)[][] = []
      for await (const page of paginateListBuckets({ client: world.s3 }, input))
        pages.push((page.Buckets ?? []).map(({ Name }) => Name))
      return pages
    }
    expect(await list({})).toEqual([[Bucket, ...made]])
    expect(await list({ Prefix: "logs-" })).toEqual([["logs-a", "logs-b", "logs-c"]])
    expect(await list({ Prefix: "logs-", MaxBuckets: 2 })).toEqual([["logs-a", "logs-b"], ["logs-c"]])
    expect(await list({ BucketRegion: "us-east-1", MaxBuckets: 4 })).toEqual([
      [Bucket, "logs-a", "logs-b", "logs-c"],
      ["other"],
    ])
    expect(await list({ BucketRegion: "eu-west-1" })).toEqual([[]])
  })

  test("are not made with what they would not have", async () => {
    const locked = new CreateBucketCommand({ Bucket: "locked", ObjectLockEnabledForBucket: true })
    await expect(world.s3.send(locked)).rejects.toMatchObject({ name: "NotImplemented" })
    const shared = new CreateBucketCommand({ Bucket: "shared", ACL: "public-read-write" })
    await expect(world.s3.send(shared)).rejects.toMatchObject({ name: "NotImplemented" })
    const plain = { ACL: "private", ObjectOwnership: "BucketOwnerEnforced" } as const
    await world.s3.send(new CreateBucketCommand({ Bucket: "plain", ...plain }))
  })
})

describe("a deletion on a condition", () => {
  test("is not one without", async () => {
    await world.s3.send(new PutObjectCommand({ Bucket, Key: "kept", Body: "text" }))
    const one = new DeleteObjectCommand({ Bucket, Key: "kept", IfMatch: '"other"' })
    await expect(world.s3.send(one)).rejects.toMatchObject({ name: "NotImplemented" })
    const Objects = [{ Key: "kept", ETag: '"other"' }, { Key: "gone" }]
    const many = await world.s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }))
    expect(many.Errors).toMatchObject([{ Key: "kept", Code: "NotImplemented" }])
    expect(many.Deleted).toEqual([{ Key: "gone" }])
    expect(await world.s3.send(new HeadObjectCommand({ Bucket, Key: "kept" }))).toMatchObject({
      ContentLength: 4,
    })
  })
})
