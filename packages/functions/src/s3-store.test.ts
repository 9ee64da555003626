import type { ObjectStore } from "@mapfold/core/store/object-store"
import { testObjectStore } from "@mapfold/core/store/object-store.suite"
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { makeS3Client } from "./s3-client.ts"
import { startS3Server } from "./s3-server.fixture.ts"
import { makeS3Store } from "./s3-store.ts"

type Server = Awaited<ReturnType<typeof startS3Server>>

function connect({ endpoint }: Server, settings: Parameters<typeof makeS3Client>[1] = {}): ObjectStore {
  const credentials = { accessKeyId: "id", secretAccessKey: "secret" }
  return makeS3Store(
    makeS3Client("eu-central-1", { endpoint, forcePathStyle: true, credentials, ...settings }),
  )
}

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
    store = connect(server)
  })
  beforeEach(() => {
    server.objects.clear()
    server.cuts.clear()
    server.instead.length = 0
    server.requests.length = 0
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
      requestHandler: { socketTimeout: 100, requestTimeout: 5_000, throwOnRequestTimeout: true },
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
    [409, "ConditionalRequestConflict"],
    [412, "PreconditionFailed"],
  ])("takes a %i for a condition that does not hold", async (status, code) => {
    server.instead.push({ status, code })
    await expect(store.put("files", "a", body, { ifNoneMatch: "*" })).rejects.toMatchObject({
      name: "PreconditionFailed",
    })
  })

  test("sends no checksum that S3 does not demand", async () => {
    await store.put("files", "a", body)
    await readAll()
    expect(server.requests.join()).not.toMatch(/checksum|crc/i)
  })

  test("uses a connection again after an object was read to its end", async () => {
    await store.put("files", "a", body)
    const before = server.connections()
    for (let at = 0; at < 5; at++) await readAll()
    expect(server.connections()).toBe(before)
  })
})
