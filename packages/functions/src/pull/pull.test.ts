import { ObjectCorrupted } from "@mapfold/core/store/errors"
import type { ObjectStore } from "@mapfold/core/store/object-store"
import { expect, test } from "vitest"
import { makeMemoryStore } from "../memory-store.fixture.ts"
import { type PullOptions, type PullProgress, pull } from "./pull.ts"
import { manifestKey } from "./pull-manifest.ts"

const bytesOf = (text: string) => new TextEncoder().encode(text)

/** A source with `count` objects of 2023, an empty target, and a pull from one to the other. */
async function setUp(count: number, change: (store: ObjectStore) => Partial<ObjectStore> = () => ({})) {
  const source = makeMemoryStore("archive")
  const target = makeMemoryStore("here")
  for (let at = 0; at < count; at++)
    await source.store.put("archive", `2023/${at}.csv`, bytesOf(`text ${at}`))
  // no object has the same ETag in both
  await target.store.put("here", "other", bytesOf("text"))
  const store = { ...source.store, ...change(source.store) }
  const run = (options: Partial<PullOptions> = {}) =>
    pull({
      source: { store, bucket: "archive" },
      target: { store: target.store, bucket: "here" },
      prefixes: ["2023/"],
      signal: new AbortController().signal,
      ...options,
    })
  return { source, target, run }
}

test("keeps what it has pulled in a manifest, by which it is known the next time without being read", async () => {
  const { target, run } = await setUp(3)
  expect(await run()).toMatchObject({ objects: { listed: 3, added: 3 }, bytes: 18, isWhole: true })
  const lines = target.text("here", manifestKey("archive")).trimEnd().split("\n")
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { key: "2023/0.csv", size: 6 },
    { key: "2023/1.csv", size: 6 },
    { key: "2023/2.csv", size: 6 },
  ])
  const reads = target.reads.length
  expect(await run()).toMatchObject({ objects: { listed: 3, added: 0, kept: 3 }, bytes: 0 })
  expect(target.reads.length).toBe(reads + 1)
})

test("reads a manifest with a broken line as far as it can be read", async () => {
  const { target, run } = await setUp(2)
  await run()
  const text = target.text("here", manifestKey("archive"))
  await target.store.put("here", manifestKey("archive"), bytesOf(`{"key":\n${text.split("\n")[0]}\nnull\n`))
  expect(await run()).toMatchObject({ objects: { kept: 1, changed: 1 } })
})

test("tells an object that cannot be had, and pulls the others", async () => {
  const { target, run } = await setUp(3, (store) => ({
    open(bucket, key, options) {
      if (key === "2023/1.csv") throw new ObjectCorrupted(bucket, key, "their MD5 is another")
      return store.open(bucket, key, options)
    },
  }))
  const pulled = await run()
  expect(pulled).toMatchObject({ objects: { added: 2, failed: 1 }, isWhole: true })
  expect(pulled.failures).toMatchObject([{ key: "2023/1.csv", error: "ObjectCorrupted" }])
  expect(await target.store.head("here", "2023/1.csv")).toBeNull()
})

test("begins no further object once it is stopped, and keeps what has come", async () => {
  const { target, run } = await setUp(200)
  const controller = new AbortController()
  const seen: PullProgress[] = []
  const pulled = await run({
    signal: controller.signal,
    progress: (progress) => {
      seen.push(progress)
      if (progress.objects.done === 10) controller.abort()
    },
  })
  expect(pulled.isWhole).toBe(false)
  expect(pulled.objects.added).toBeGreaterThanOrEqual(10)
  expect(pulled.objects.added).toBeLessThan(60)
  expect(target.text("here", manifestKey("archive")).trimEnd().split("\n")).toHaveLength(pulled.objects.added)
  expect(seen.at(-1)).toMatchObject({
    phase: "pulling",
    objects: { listed: 200, done: pulled.objects.added },
  })
  expect(await run()).toMatchObject({ objects: { added: 200 - pulled.objects.added }, isWhole: true })
})

test("ends where the target cannot be written, with what has landed in its manifest", async () => {
  const { target, run } = await setUp(100)
  const full = new Error("there is no room left")
  let puts = 0
  const store: ObjectStore = {
    ...target.store,
    async put(bucket, key, bytes, options) {
      if (key.startsWith("2023/") && puts++ >= 50) throw full
      return target.store.put(bucket, key, bytes, options)
    },
  }
  await expect(run({ target: { store, bucket: "here" } })).rejects.toBe(full)
  const landed = target.text("here", manifestKey("archive")).trimEnd().split("\n").length
  expect(landed).toBeGreaterThanOrEqual(19)
  expect(await run()).toMatchObject({ objects: { listed: 100 }, isWhole: true })
})
