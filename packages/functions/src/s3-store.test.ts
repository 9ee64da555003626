import type { ObjectStore } from "@mapfold/core/store/object-store"
import { testObjectStore } from "@mapfold/core/store/object-store.suite"
import { readObject } from "@mapfold/core/store/read-object"
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { makeS3Client } from "./s3-client.ts"
import { startS3Server } from "./s3-server.fixture.ts"
import { makeS3Store } from "./s3-store.ts"

type Server = Awaited<ReturnType<typeof startS3Server>>

type Options = Parameters<typeof makeS3Client>[1] & { readonly roots?: Parameters<typeof makeS3Store>[1] }

/** With four attempts, so that giving up takes a second. */
function connect({ endpoint }: Server, { roots, ...settings }: Options = {}): ObjectStore {
  const credentials = { accessKeyId: "id", secretAccessKey: "secret" }
  const fixed = { endpoint, forcePathStyle: true, credentials, maxAttempts: 4 }
  return makeS3Store(makeS3Client("eu-central-1", { ...fixed, ...settings }), roots)
}

testObjectStore("S3 below a prefix", async () => {
  const server = await startS3Server()
  const roots = { weather: { bucket: "files", prefix: "a/b/" }, gone: { bucket: "nowhere", prefix: "" } }
  const store = connect(server, { roots })
  const outside = connect(server)
  return {
    store,
    bucket: "weather",
    missingBucket: "gone",
    async reset() {
      server.objects.clear()
      server.cuts.clear()
      // the root's neighbours are none of its objects
      for (const key of ["a/b", "a", "a/b2", "a/c", "b"]) await outside.put("files", key, new Uint8Array(1))
    },
    openCut(key, at) {
      server.cuts.set(`a/b/${key}`, { at, times: 100 })
      return store.open("weather", key)
    },
    async dispose() {
      await server.stop()
    },
  }
})

testObjectStore("S3", async () => {
  const server = await startS3Server()
  const store = connect(server)
  return {
    store,
    bucket: "files",
    missingBucket: "nowhere",
    reset() {
      server.objects.clear()
      server.cuts.clear()
    },
    openCut(key, at) {
      server.cuts.set(key, { at, times: 100 })
      return store.open("files", key)
    },
    async dispose() {
      await server.stop()
    },
  }
})

describe("the S3 store", () => {
  let server: Server
  let store: ObjectStore

  beforeAll(async () => {
    server = await startS3Server()
  })
  beforeEach(() => {
    server.objects.clear()
    server.cuts.clear()
    server.corruptions.clear()
    server.settings.encryption = undefined
    server.settings.etag = undefined
    server.instead.length = 0
    server.damages.length = 0
    server.requests.length = 0
    store = connect(server)
  })
  afterAll(() => server.stop())

  const body = Uint8Array.from({ length: 200_000 }, (_, at) => at % 251)
  async function readAll(): Promise<Uint8Array> {
    const reader = await store.open("files", "a")
    const bytes = new Uint8Array(body.length)
    let filled = 0
    for (let count = 1; count > 0; filled += count) count = await reader.read(bytes.subarray(filled))
    reader.close()
    return bytes.subarray(0, filled)
  }
  const withoutQuery = () => server.requests.map((request) => request.replace(/\?.*/, ""))

  test("takes a broken connection up again where it broke", async () => {
    await store.put("files", "a", body)
    server.cuts.set("a", { at: 70_000, times: 2 })
    expect(await readAll()).toEqual(body)
    expect(withoutQuery()).toEqual(["PUT /files/a", "GET /files/a", "GET /files/a", "GET /files/a"])
  })

  test("does not mix an object that was replaced while a connection broke", async () => {
    await store.put("files", "a", body)
    const reader = await store.open("files", "a")
    reader.close()
    server.cuts.set("a", { at: 70_000, times: 1 })
    const cut = await store.open("files", "a")
    await store.put("files", "a", body.slice().fill(1))
    await expect(async () => {
      while ((await cut.read(new Uint8Array(50_000))) > 0);
    }).rejects.toMatchObject({
      name: "ObjectChanged",
      message: expect.stringContaining("s3://files/a changed"),
    })
    cut.close()
  })

  test("asks again where S3 is busy, and gives up after four times", async () => {
    const busy = { status: 503, code: "SlowDown" }
    server.instead.push(busy, busy)
    await store.put("files", "a", body)
    expect(server.requests).toHaveLength(3)
    server.instead.push(busy, busy, busy, busy, busy)
    await expect(store.head("files", "a")).rejects.toMatchObject({ name: "StoreFailed" })
    expect(server.requests).toHaveLength(7)
  })

  test("gives up a server that says nothing", async () => {
    const silent = { status: 0, code: "" }
    const hasty = connect(server, {
      maxAttempts: 2,
      silence: 100,
    })
    server.instead.push(silent, silent)
    await expect(hasty.open("files", "a")).rejects.toMatchObject({
      name: "StoreFailed",
      message: expect.stringMatching(/^s3:\/\/files\/a cannot be read: .*timed out/),
    })
  })

  test.each([
    ["read", () => store.open("files", "a"), "s3:GetObject"],
    ["written", () => store.put("files", "a", body), "s3:PutObject"],
    ["removed", () => store.remove("files", "a"), "s3:DeleteObject"],
    ["listed", () => store.list("files")[Symbol.asyncIterator]().next(), "s3:ListBucket"],
  ])("says which permission is missing where an object may not be %s", async (done, act, permission) => {
    server.instead.push({ status: 403, code: "AccessDenied" })
    await expect(act()).rejects.toMatchObject({
      name: "StoreFailed",
      message: expect.stringMatching(new RegExp(`cannot be ${done}: access denied .*${permission}`)),
    })
  })

  test.each([
    [301, "PermanentRedirect", "the bucket is in another region; set AWS_REGION to that"],
    [400, "ExpiredToken", "the AWS session has expired (ExpiredToken); log in again"],
    [403, "InvalidAccessKeyId", "S3 does not take these AWS credentials (InvalidAccessKeyId); check AWS_"],
  ])("says what to do about a %i of %s", async (status, code, advice) => {
    server.instead.push({ status, code })
    await expect(store.put("files", "a", body)).rejects.toMatchObject({
      name: "StoreFailed",
      message: expect.stringContaining(`s3://files/a cannot be written: ${advice}`),
    })
  })

  test.each([
    [409, "ConditionalRequestConflict"],
    [412, "PreconditionFailed"],
  ])("takes a %i for a condition that does not hold", async (status, code) => {
    server.instead.push({ status, code })
    await expect(store.put("files", "a", body, { ifNoneMatch: "*" })).rejects.toMatchObject({
      name: "PreconditionFailed",
    })
  })

  describe("what arrives otherwise than it was sent", () => {
    const etag = () => server.objects.get("a")!.etag

    test("is read again, and counted", async () => {
      await store.put("files", "a", body)
      server.corruptions.set("a", 2)
      expect(await readAll()).toEqual(body)
      expect(withoutQuery()).toEqual(["PUT /files/a", "GET /files/a", "GET /files/a", "GET /files/a"])
      expect(store.retries?.()).toBe(2)
    })

    test("is never handed out, not even its first bytes", async () => {
      await store.put("files", "a", body)
      server.corruptions.set("a", 3)
      const reader = await store.open("files", "a", { ifMatch: etag() })
      const first = new Uint8Array(10)
      await reader.read(first)
      reader.close()
      expect(first).toEqual(body.subarray(0, 10))
      expect(server.requests).toHaveLength(5)
    })

    test("is an error where it always does", async () => {
      await store.put("files", "a", body)
      server.corruptions.set("a", 100)
      await expect(readAll()).rejects.toMatchObject({
        name: "StoreFailed",
        message: expect.stringMatching(
          /^s3:\/\/files\/a .*wrong bytes: their MD5 is \w+, and its ETag says \w+$/,
        ),
      })
    })

    test("is told at the end of an object that is too large to be kept", async () => {
      const large = new Uint8Array(32 * 1024 * 1024 + 1).fill(7)
      await store.put("files", "large", large)
      server.corruptions.set("large", 1)
      const read = async () => {
        const reader = await store.open("files", "large")
        const into = new Uint8Array(large.length)
        try {
          return (await reader.read(into)) === large.length ? into : null
        } finally {
          reader.close()
        }
      }
      await expect(read()).rejects.toMatchObject({ name: "ObjectCorrupted" })
      expect(Buffer.compare((await read())!, large)).toBe(0)
      server.corruptions.set("large", 3)
      const { bytes } = await readObject(store, "files", "large")
      expect(Buffer.compare(bytes, large)).toBe(0)
    })

    test("is compared with the object's own checksum where its ETag tells nothing", async () => {
      server.settings.etag = () => '"0123456789abcdef0123456789abcdef-2"'
      await store.put("files", "a", body)
      server.corruptions.set("a", 1)
      const reader = await store.open("files", "a", { ifMatch: etag() })
      const into = new Uint8Array(body.length)
      expect(await reader.read(into)).toBe(body.length)
      reader.close()
      expect(into).toEqual(body)
      expect(store.retries?.()).toBe(1)
    })

    test("is taken where it comes twice alike: the ETag is no MD5 then, and no later one is trusted", async () => {
      server.settings.etag = () => '"0123456789abcdef0123456789abcdef"'
      await store.put("files", "a", body)
      expect(await readAll()).toEqual(body)
      expect(await readAll()).toEqual(body)
      expect(withoutQuery()).toEqual(["PUT /files/a", "GET /files/a", "GET /files/a", "GET /files/a"])
    })

    test("is not looked for where a key of the customer's hides the MD5", async () => {
      server.settings.encryption = "aws:kms"
      server.settings.etag = () => '"0123456789abcdef0123456789abcdef"'
      await store.put("files", "a", body)
      expect(await readAll()).toEqual(body)
      expect(server.requests).toHaveLength(2)
    })

    test("is refused by S3, and put again", async () => {
      server.damages.push(5, 6)
      await store.put("files", "a", body)
      expect(server.objects.get("a")?.bytes).toEqual(Buffer.from(body))
      expect(store.retries?.()).toBe(2)
    })
  })

  describe("a put whose answer is lost", () => {
    test.each([{ ifNoneMatch: "*" as const }, {}])("has been done once (%j)", async (condition) => {
      server.instead.push({ status: 500, code: "InternalError", done: true })
      const { etag } = await store.put("files", "a", body, condition)
      expect(etag).toBe(server.objects.get("a")?.etag)
    })

    test("was another's where other bytes are there", async () => {
      await store.put("files", "a", body.slice(1))
      server.instead.push({ status: 500, code: "InternalError" })
      await expect(store.put("files", "a", body, { ifNoneMatch: "*" })).rejects.toMatchObject({
        name: "PreconditionFailed",
      })
    })
  })

  test("uses a connection again after an object was read to its end", async () => {
    await store.put("files", "a", body)
    const before = server.connections()
    for (let at = 0; at < 5; at++) await readAll()
    expect(server.connections()).toBe(before)
  })
})
