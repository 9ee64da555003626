import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { compareKeys } from "@mapfold/core/store/key-order"
import type { ObjectStore } from "@mapfold/core/store/object-store"
import { testObjectStore } from "@mapfold/core/store/object-store.suite"
import { makeS3Client } from "@mapfold/functions/s3-client"
import { makeS3Store } from "@mapfold/functions/s3-store"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { makeFolderStore } from "../store/folder-store.ts"
import { startCuttingProxy } from "./cutting-proxy.fixture.ts"
import { makeS3Server } from "./s3-server.ts"

const credentials = { accessKeyId: "mapfold", secretAccessKey: "mapfold" }

/** The endpoint over a folder of its own, the S3 store that speaks to it, and the folder store beside. */
async function start() {
  const home = mkdtempSync(join(tmpdir(), "mapfold-s3-store-"))
  const folder = join(home, "files")
  mkdirSync(folder)
  const failures: unknown[] = []
  const buckets = { files: folder }
  const onFailure = (error: unknown) => failures.push(error)
  const server = await makeS3Server({ home, buckets, credentials, onFailure })
  const proxy = await startCuttingProxy(server.url)
  const client = makeS3Client("eu-central-1", {
    endpoint: proxy.url,
    forcePathStyle: true,
    credentials,
    // Client and server share a thread here, which thousands of requests at once keep busy for longer than two seconds.
    requestHandler: { connectionTimeout: 60_000, httpAgent: { keepAlive: true, maxSockets: 32 } },
  })
  return {
    folder,
    failures,
    proxy,
    store: makeS3Store(client),
    direct: makeFolderStore({ buckets, home }),
    async stop() {
      client.destroy()
      await proxy.stop()
      await server.close()
      rmSync(home, { recursive: true })
    },
  }
}

testObjectStore("S3, against this endpoint", async () => {
  const { store, folder, proxy, stop } = await start()
  return {
    store,
    bucket: "files",
    missingBucket: "nowhere",
    reset() {
      for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true })
    },
    openCut(key, at) {
      // Headers, and not all of the body; who reads on finds that the object has changed.
      proxy.cutAfter(at)
      const opening = store.open("files", key)
      return Promise.resolve(opening).then((reader) => {
        utimesSync(join(folder, key), 1, 1)
        return reader
      })
    },
    dispose: stop,
  }
})

describe("the folder store beside the endpoint", () => {
  let endpoint: Awaited<ReturnType<typeof start>>
  beforeAll(async () => {
    endpoint = await start()
  })
  afterAll(() => endpoint.stop())

  const keys = ["a", "a/b", "a/", "a//b", "../a", "./a", "/", "%2F", "x".repeat(400), "nul\0", "😀/\n", ".%a"]
  const bytesOf = (text: string) => new TextEncoder().encode(text)
  async function listed(store: ObjectStore) {
    const found: { key: string; size: number; etag: string }[] = []
    for await (const page of store.list("files"))
      found.push(...page.map(({ key, size, etag }) => ({ key, size, etag })))
    return found
  }

  test("lists the same keys, sizes and ETags, whoever put them", async () => {
    const { store, direct } = endpoint
    for (const [at, key] of keys.entries()) await (at % 2 ? store : direct).put("files", key, bytesOf(key))
    const seen = await listed(store)
    expect(seen).toEqual(await listed(direct))
    expect(seen.map(({ key }) => key)).toEqual([...keys].sort(compareKeys))
    expect(seen.filter(({ etag }) => /^"[0-9a-f]{32}"$/.test(etag))).toHaveLength(keys.length / 2)
    for (const { key, etag } of seen) {
      expect((await store.head("files", key))?.etag).toBe(etag)
      expect((await direct.head("files", key))?.etag).toBe(etag)
      for (const side of [store, direct]) {
        const reader = await side.open("files", key, { ifMatch: etag })
        const buffer = new Uint8Array(2_000)
        expect(new TextDecoder().decode(buffer.subarray(0, await reader.read(buffer)))).toBe(key)
        reader.close()
      }
    }
    expect(endpoint.failures).toEqual([])
  })

  test("puts on the condition of the other's ETag, once", async () => {
    const { store, direct } = endpoint
    let { etag } = await store.put("files", "turns", bytesOf("0"))
    for (let turn = 1; turn <= 6; turn++) {
      const [first, second] = turn % 2 ? [direct, store] : [store, direct]
      const put = await first.put("files", "turns", bytesOf(String(turn)), { ifMatch: etag })
      await expect(second.put("files", "turns", bytesOf("late"), { ifMatch: etag })).rejects.toMatchObject({
        name: "PreconditionFailed",
      })
      etag = put.etag
    }
  })

  test("gives a file its own ETag again when it was changed by hand", async () => {
    const { store, direct, folder } = endpoint
    const { etag } = await store.put("files", "changed", bytesOf("text"))
    utimesSync(join(folder, "changed"), 1, 1)
    const found = await store.head("files", "changed")
    expect(found?.etag).toBe('"4-1000000000"')
    expect(found?.etag).not.toBe(etag)
    expect(await direct.head("files", "changed")).toMatchObject({ etag: found?.etag })
  })
})
