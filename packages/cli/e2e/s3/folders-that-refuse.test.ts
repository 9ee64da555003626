import { execFileSync } from "node:child_process"
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import {
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3"
import { makeS3Server, type S3Server } from "@mapfold/local/s3/s3-server"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { withSmallDisk } from "../folders/small-disk.ts"

const Bucket = "files"
const credentials = { accessKeyId: "mapfold", secretAccessKey: "mapfold" }

let home: string
let folder: string
let server: S3Server
let s3: S3Client
let failures: unknown[]

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), "mapfold-e2e-refusing-"))
  folder = join(home, Bucket)
  mkdirSync(folder)
  failures = []
  const onFailure = (error: unknown) => failures.push(error)
  server = await makeS3Server({ home, buckets: { [Bucket]: folder }, credentials, onFailure })
  s3 = new S3Client({ endpoint: server.url, region: "us-east-1", credentials, forcePathStyle: true })
})
afterEach(async () => {
  s3.destroy()
  await server.close()
  rmSync(home, { recursive: true })
})

const put = (Key: string, Body: string | Uint8Array) => s3.send(new PutObjectCommand({ Bucket, Key, Body }))

/** The refusal, and how often it was asked for. */
async function refusalOf(sent: Promise<unknown>): Promise<readonly [name: string, attempts: number]> {
  const error = await sent.then(
    () => {
      throw new Error("it was not refused")
    },
    (refused) => refused,
  )
  return [error.name, error.$metadata.attempts]
}

describe("a bucket's folder", () => {
  test("that cannot be written says so at once: it is not an error to try again after", () =>
    withSmallDisk(folder, 256, async () => {
      writeFileSync(join(folder, "a"), "text")
      execFileSync("mount", ["-o", "remount,ro", folder])
      expect(await refusalOf(put("b", "text"))).toEqual(["AccessDenied", 1])
      expect(await refusalOf(s3.send(new DeleteObjectCommand({ Bucket, Key: "a" })))).toEqual([
        "AccessDenied",
        1,
      ])
      const Delete = { Objects: [{ Key: "a" }, { Key: "not there" }] }
      const { Errors, Deleted } = await s3.send(new DeleteObjectsCommand({ Bucket, Delete }))
      expect(Errors).toMatchObject([
        { Key: "a", Code: "AccessDenied", Message: expect.stringContaining("the file system is read-only") },
      ])
      expect(Deleted).toEqual([{ Key: "not there" }])
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: "a" }))
      expect(await Body?.transformToString()).toBe("text")
      expect(failures).toEqual([])
    }))

  test("that is full keeps what it has, and nothing of what did not fit", () =>
    withSmallDisk(folder, 256, async () => {
      await put("a", "old")
      const tooMuch = put("a", new Uint8Array(300_000))
      await expect(tooMuch).rejects.toThrow("no space left on the disk")
      expect(readdirSync(folder)).toEqual(["a"])
      const { Body, ETag } = await s3.send(new GetObjectCommand({ Bucket, Key: "a" }))
      expect([await Body?.transformToString(), ETag]).toEqual(["old", '"149603e6c03516362a8da23f624db945"'])
      await put("b", "fits")
      expect(failures.length).toBeGreaterThan(0)
    }))

  test("that a link leads out of is read through it, and not written", async () => {
    const outside = join(home, "outside")
    mkdirSync(outside)
    writeFileSync(join(outside, "a"), "text")
    symlinkSync(outside, join(folder, "link"))
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: "link/a" }))
    expect(await Body?.transformToString()).toBe("text")
    expect(await refusalOf(put("link/b", "text"))).toEqual(["AccessDenied", 1])
    const removing = s3.send(new DeleteObjectCommand({ Bucket, Key: "link/a" }))
    expect(await refusalOf(removing)).toEqual(["AccessDenied", 1])
    expect([readdirSync(outside), failures]).toEqual([["a"], []])
  })
})
