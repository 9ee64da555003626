import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { compareKeys } from "./key-order.ts"
import type { MaybePromise, ObjectReader, ObjectStore, ObjectSummary } from "./object-store.ts"

/** An adapter and what a test must be able to do around it. */
export type StoreFixture = {
  readonly store: ObjectStore
  /** A bucket that is there. */
  readonly bucket: string
  /** A bucket that is not. */
  readonly missingBucket: string
  /** Empties the bucket. */
  reset(): MaybePromise<void>
  /** Opens an object of which, once it is open, nothing from its byte `at` on can be read any more. */
  openCut(key: string, at: number): MaybePromise<ObjectReader>
  dispose(): MaybePromise<void>
}

/** Keys that are awkward in a URL, a path or a terminal, and as long as a key may be (1,024 bytes). */
const ODD_KEYS = [
  "a key with spaces.csv",
  " leading and trailing ",
  "a#b?c&d=e+f.csv",
  "100%.csv",
  "%2F%25.csv",
  "emoji-😀/👩‍👩‍👧.csv",
  "new\nline.csv",
  "tab\tand\rreturn.csv",
  "quote\"'`<>&amp;.csv",
  "back\\slash.csv",
  "umlaut-ü-u\u0308.csv",
  "dots.../..a/.b",
  `${"é".repeat(127)}/${"x".repeat(255)}/${"y".repeat(255)}/${"z".repeat(250)}/123456`,
]

const encoder = new TextEncoder()
const bytesOf = (text: string) => encoder.encode(text)

/** What every adapter of the ObjectStore port must do. */
export function testObjectStore(name: string, makeFixture: () => MaybePromise<StoreFixture>): void {
  describe(`object store: ${name}`, () => {
    let fixture: StoreFixture
    let store: ObjectStore
    let bucket: string

    beforeAll(async () => {
      fixture = await makeFixture()
      store = fixture.store
      bucket = fixture.bucket
    })
    beforeEach(() => fixture.reset())
    afterAll(() => fixture?.dispose())

    const put = (key: string, text: string) => store.put(bucket, key, bytesOf(text))
    const keysUnder = async (prefix?: string) =>
      (await listAll(store, bucket, prefix)).flat().map((summary) => summary.key)
    const readText = async (key: string) =>
      new TextDecoder().decode(await readAll(await store.open(bucket, key)))

    describe("list", () => {
      test("answers nothing of an empty bucket", async () => {
        expect(await keysUnder()).toEqual([])
      })

      test("orders keys by their UTF-8 bytes, across folders", async () => {
        const ordered = ["B", "a-b", "a.csv", "a/b", "a/b.c", "a0", "b/~", "é", "～", "😀", "😁/a"]
        expect([...ordered].sort(compareKeys)).toEqual(ordered)
        for (const key of [...ordered].reverse()) await put(key, key)
        expect(await keysUnder()).toEqual(ordered)
      })

      test("pages beyond 1,000, each key once", async () => {
        const wanted: string[] = []
        for (let at = 0; at < 2_100; at++) wanted.push(`${at % 2 ? "odd" : "even"}/${at % 7}/${at}`)
        await Promise.all(wanted.map((key) => put(key, "x")))
        const pages = await listAll(store, bucket)
        expect(pages.map((page) => page.length)).toEqual([1_000, 1_000, 100])
        expect(pages.flat().map((summary) => summary.key)).toEqual(wanted.sort(compareKeys))
        // 2,100 requests, where the store is behind HTTP, on cores that others use too
      }, 120_000)

      test("keeps to the prefix, which may end inside a name", async () => {
        for (const key of ["2022/01", "2023/01.csv", "2023/0x/y.csv", "2023/10.csv", "20230", "2023x/0"])
          await put(key, "")
        expect(await keysUnder("2023/0")).toEqual(["2023/01.csv", "2023/0x/y.csv"])
        expect(await keysUnder("2023/")).toEqual(["2023/01.csv", "2023/0x/y.csv", "2023/10.csv"])
        expect(await keysUnder("2023")).toEqual([
          "2023/01.csv",
          "2023/0x/y.csv",
          "2023/10.csv",
          "20230",
          "2023x/0",
        ])
        expect(await keysUnder("2023/10.csv")).toEqual(["2023/10.csv"])
        expect(await keysUnder("")).toHaveLength(6)
      })

      test.each(["2023/10.csv/", "none/", "/", "//", "../", "2023/../", "./", "2024"])(
        "answers nothing under the prefix %j",
        async (prefix) => {
          await put("2023/10.csv", "")
          expect(await keysUnder(prefix)).toEqual([])
        },
      )

      test("shows each object as head and put do", async () => {
        const before = Date.now()
        const { etag } = await put("folder/a.csv", "12345")
        const [summary] = (await listAll(store, bucket)).flat()
        expect(summary).toEqual(await store.head(bucket, "folder/a.csv"))
        expect(summary).toMatchObject({ key: "folder/a.csv", size: 5, etag })
        expect(etag).toMatch(/^".+"$/)
        expect(Math.abs(summary!.lastModified - before)).toBeLessThan(60_000)
      })
    })

    describe("keys", () => {
      test("has a key of 1,024 bytes among the odd ones", () => {
        expect(Math.max(...ODD_KEYS.map((key) => bytesOf(key).length))).toBe(1_024)
      })

      test.each(ODD_KEYS)("keeps the key %j as it is", async (key) => {
        await put(key, key)
        expect(await keysUnder()).toEqual([key])
        expect(await keysUnder(key)).toEqual([key])
        expect((await store.head(bucket, key))?.key).toBe(key)
        expect(await readText(key)).toBe(key)
        await store.remove(bucket, key)
        expect(await keysUnder()).toEqual([])
      })
    })

    describe("open", () => {
      test("reads in pieces into a buffer that is used again", async () => {
        const body = Uint8Array.from({ length: 300_001 }, (_, at) => (at * 31) % 251)
        await store.put(bucket, "a", body)
        const reader = await store.open(bucket, "a")
        expect(reader.size).toBe(body.length)
        expect(reader.etag).toBe((await store.head(bucket, "a"))?.etag)
        const buffer = new Uint8Array(7_001)
        let at = 0
        for (let count = await reader.read(buffer); count > 0; count = await reader.read(buffer)) {
          expect(buffer.subarray(0, count)).toEqual(body.subarray(at, at + count))
          at += count
        }
        expect(at).toBe(body.length)
        expect(await reader.read(buffer)).toBe(0)
        reader.close()
      })

      test("reads two objects at once", async () => {
        await put("a", "aaaa")
        await put("b", "bbbb")
        const [a, b] = [await store.open(bucket, "a"), await store.open(bucket, "b")]
        const text = new TextDecoder()
        expect([text.decode(await readAll(b)), text.decode(await readAll(a))]).toEqual(["bbbb", "aaaa"])
      })

      test("reads an empty object", async () => {
        await put("empty", "")
        const reader = await store.open(bucket, "empty")
        expect(reader.size).toBe(0)
        expect(await reader.read(new Uint8Array(10))).toBe(0)
        reader.close()
      })

      test("may be closed before the end", async () => {
        await store.put(bucket, "large", new Uint8Array(2_000_000))
        const reader = await store.open(bucket, "large")
        expect(await reader.read(new Uint8Array(10))).toBe(10)
        reader.close()
        expect((await readAll(await store.open(bucket, "large"))).length).toBe(2_000_000)
      })

      test("throws where it is read after it was closed", async () => {
        await put("a", "text")
        const reader = await store.open(bucket, "a")
        reader.close()
        const other = await store.open(bucket, "a")
        await expect(async () => reader.read(new Uint8Array(10))).rejects.toMatchObject({
          name: "ObjectClosed",
          message: `s3://${bucket}/a is read after it was closed`,
        })
        expect(new TextDecoder().decode(await readAll(other))).toBe("text")
      })

      test("opens what still has the listed ETag", async () => {
        await put("a", "text")
        const [summary] = (await listAll(store, bucket)).flat()
        const reader = await store.open(bucket, "a", { ifMatch: summary!.etag })
        expect(new TextDecoder().decode(await readAll(reader))).toBe("text")
      })

      test("refuses an object that was replaced since it was listed", async () => {
        await put("a", "old text")
        const [summary] = (await listAll(store, bucket)).flat()
        await put("a", "new text")
        await expect(async () => store.open(bucket, "a", { ifMatch: summary!.etag })).rejects.toMatchObject({
          name: "ObjectChanged",
          bucket,
          key: "a",
          wanted: summary!.etag,
        })
      })

      test("never passes off a cut object as a whole one", async () => {
        await store.put(bucket, "a", new Uint8Array(100_000))
        const reader = await fixture.openCut("a", 40_000)
        expect(reader.size).toBe(100_000)
        await expect(readAll(reader)).rejects.toMatchObject({
          name: expect.stringMatching(/^(ObjectChanged|StoreFailed)$/),
          message: expect.stringContaining(`s3://${bucket}/a`),
        })
      })

      test.each([{}, { ifMatch: '"1-1"' }])(
        "throws ObjectNotFound for a missing key (%j)",
        async (options) => {
          await put("a/b", "")
          for (const key of ["b", "a", "a/b/c", "a/bb"])
            await expect(async () => store.open(bucket, key, options)).rejects.toMatchObject({
              name: "ObjectNotFound",
              bucket,
              key,
            })
        },
      )
    })

    describe("head", () => {
      test("answers null for a missing key", async () => {
        await put("a/b", "")
        for (const key of ["b", "a", "a/b/c"]) expect(await store.head(bucket, key)).toBeNull()
      })
    })

    describe("a missing bucket", () => {
      const missing = (act: () => Promise<unknown>) =>
        expect(act).rejects.toMatchObject({ name: "BucketNotFound", bucket: fixture.missingBucket })

      test("is named by every operation that can tell", async () => {
        await missing(() => listAll(store, fixture.missingBucket))
        await missing(async () => store.open(fixture.missingBucket, "a"))
        await missing(() => store.put(fixture.missingBucket, "a", bytesOf("")))
      })
    })

    describe("put", () => {
      test("replaces the whole object and gives it another ETag, though the size is the same", async () => {
        const etags = new Set<string>()
        for (const text of ["one", "two", "six"]) {
          etags.add((await put("a", text)).etag)
          expect(await readText("a")).toBe(text)
        }
        expect(etags.size).toBe(3)
      })

      test("keeps nothing of the caller's buffer, nor of its surroundings", async () => {
        const buffer = bytesOf("..text..")
        await store.put(bucket, "a", buffer.subarray(2, 6))
        buffer.fill(0)
        expect(await readText("a")).toBe("text")
      })

      test("shows a reader the old bytes or the new ones, never a mixture", async () => {
        const versions = Array.from({ length: 20 }, (_, at) => new Uint8Array(50_000 + at).fill(at))
        await store.put(bucket, "a", versions[0]!)
        const writing = (async () => {
          for (const version of versions) await store.put(bucket, "a", version)
        })()
        for (let at = 0; at < 20; at++) {
          const bytes = await readAll(await store.open(bucket, "a"))
          expect(bytes).toEqual(versions[bytes[0]!])
        }
        await writing
      })

      test("lets a reader that was open before finish the old object", async () => {
        await put("a", "old text")
        const reader = await store.open(bucket, "a")
        await put("a", "new")
        expect(new TextDecoder().decode(await readAll(reader))).toBe("old text")
      })

      test("shows no part of itself in a listing", async () => {
        const putting = Array.from({ length: 30 }, (_, at) => put(`folder/${at % 3}`, "text"))
        const seen = await keysUnder()
        await Promise.all(putting)
        for (const key of seen) expect(key).toMatch(/^folder\/[012]$/)
        expect(await keysUnder()).toEqual(["folder/0", "folder/1", "folder/2"])
      })

      test("writes with ifMatch only over the object with that ETag", async () => {
        const { etag } = await put("a", "one")
        const next = await store.put(bucket, "a", bytesOf("two"), { ifMatch: etag })
        expect(next.etag).toBe((await store.head(bucket, "a"))?.etag)
        await expect(store.put(bucket, "a", bytesOf("six"), { ifMatch: etag })).rejects.toMatchObject({
          name: "PreconditionFailed",
          bucket,
          key: "a",
        })
        await expect(store.put(bucket, "b", bytesOf("six"), { ifMatch: etag })).rejects.toMatchObject({
          name: "PreconditionFailed",
        })
        expect(await readText("a")).toBe("two")
        expect(await keysUnder()).toEqual(["a"])
      })

      test("writes with ifNoneMatch only where there is no object", async () => {
        const { etag } = await store.put(bucket, "a", bytesOf("one"), { ifNoneMatch: "*" })
        expect((await store.head(bucket, "a"))?.etag).toBe(etag)
        await expect(store.put(bucket, "a", bytesOf("two"), { ifNoneMatch: "*" })).rejects.toMatchObject({
          name: "PreconditionFailed",
        })
        expect(await readText("a")).toBe("one")
        await store.remove(bucket, "a")
        await store.put(bucket, "a", bytesOf("two"), { ifNoneMatch: "*" })
        expect(await readText("a")).toBe("two")
      })

      test.each(["ifNoneMatch", "ifMatch"] as const)(
        "lets exactly one of many at once win (%s)",
        async (condition) => {
          for (let round = 0; round < 5; round++) {
            const key = `${condition}-${round}`
            const options =
              condition === "ifMatch"
                ? { ifMatch: (await put(key, "first")).etag }
                : { ifNoneMatch: "*" as const }
            const outcomes = await Promise.allSettled(
              Array.from({ length: 8 }, (_, at) => store.put(bucket, key, bytesOf(String(at)), options)),
            )
            const winners = outcomes.flatMap((outcome, at) => (outcome.status === "fulfilled" ? [at] : []))
            expect(winners).toHaveLength(1)
            expect(await readText(key)).toBe(String(winners[0]))
            for (const outcome of outcomes)
              if (outcome.status === "rejected")
                expect(outcome.reason).toMatchObject({ name: "PreconditionFailed" })
          }
        },
      )
    })

    describe("remove", () => {
      test("removes that object alone, and may be asked twice", async () => {
        for (const key of ["a/1", "a/10", "b"]) await put(key, key)
        await store.remove(bucket, "a/1")
        await store.remove(bucket, "a/1")
        await store.remove(bucket, "a")
        await store.remove(bucket, "b/c")
        expect(await store.head(bucket, "a/1")).toBeNull()
        expect(await keysUnder()).toEqual(["a/10", "b"])
      })
    })
  })
}

async function listAll(store: ObjectStore, bucket: string, prefix?: string): Promise<ObjectSummary[][]> {
  const pages: ObjectSummary[][] = []
  for await (const page of store.list(bucket, prefix === undefined ? {} : { prefix })) pages.push([...page])
  return pages
}

async function readAll(reader: ObjectReader): Promise<Uint8Array> {
  try {
    const bytes = new Uint8Array(reader.size + 1)
    let filled = 0
    while (true) {
      const count = await reader.read(bytes.subarray(filled))
      if (count === 0) return bytes.subarray(0, filled)
      filled += count
    }
  } finally {
    reader.close()
  }
}
