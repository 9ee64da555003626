import { ObjectChanged, StoreFailed } from "@mapfold/core/store/errors"
import { CopyOutput, MESSAGE_LENGTH } from "@mapfold/core/workflow/pull-payloads"
import { describe, expect, test } from "vitest"
import { type CopyPorts, makeCopy } from "./copy.ts"
import type { LogFields } from "./log.ts"
import { makeMemoryStore } from "./memory-store.fixture.ts"
import { CopyRefused, type CopyWithin } from "./pull/copy-within.ts"

const source = { bucket: "archive", region: "us-east-1" }
const LONG = { getRemainingTimeInMillis: () => 120_000 }

/** A source with `count` objects, and what a child gets of them. */
async function setUp(count: number) {
  const archive = makeMemoryStore("archive")
  const input = makeMemoryStore("in")
  // no object has the same ETag in both
  for (let at = 0; at < count; at++) await input.store.put("in", "other", new Uint8Array(1))
  const Items = await Promise.all(
    Array.from({ length: count }, async (_, at) => {
      const { etag } = await archive.store.put("archive", `2023/${at}.csv`, new Uint8Array(at + 1))
      return { Key: `2023/${at}.csv`, Size: at + 1, Etag: etag }
    }),
  )
  const copies: string[] = []
  const copyWithin: CopyWithin = async ({ key, etag }) => {
    copies.push(key)
    return { etag }
  }
  const event = { BatchInput: { run: "pull-1", source, target: "in" }, Items }
  const run = async (ports: Partial<CopyPorts> = {}, context = LONG) => {
    const copy = makeCopy({ target: input.store, openSource: () => archive.store, copyWithin, ...ports })
    return CopyOutput.parse(await copy(event, context))
  }
  return { archive, input, copies, event, run }
}

const refuse: CopyWithin = async () => {
  throw new CopyRefused("S3 refuses")
}

describe("the copy handler", () => {
  test("has S3 copy each object of its batch", async () => {
    const { copies, input, run } = await setUp(3)
    const writes = input.writes.length
    expect(await run()).toEqual({ copied: 3, bytes: 6, failed: [], etags: [] })
    expect(copies).toEqual(["2023/0.csv", "2023/1.csv", "2023/2.csv"])
    expect(input.writes).toHaveLength(writes)
  })

  test("reads and puts what S3 refuses to copy, says so once, and tells the ETags that are others", async () => {
    const { archive, input, run, event } = await setUp(20)
    let tries = 0
    const warned: LogFields[] = []
    const log = { info() {}, error() {}, warn: (_: string, fields: LogFields) => void warned.push(fields) }
    const copyWithin: CopyWithin = async (order) => {
      tries++
      return refuse(order)
    }
    const output = await run({ copyWithin, log })
    expect(output).toMatchObject({ copied: 20, failed: [] })
    expect(tries).toBeLessThanOrEqual(8)
    expect(warned).toMatchObject([{ run: "pull-1", error: { name: "CopyRefused" } }])
    expect(output.etags.map(({ index }) => index)).toEqual(event.Items.map((_, at) => at))
    const found = await input.store.head("in", "2023/3.csv")
    expect(found).toMatchObject({ size: 4, etag: output.etags[3]!.etag })
    expect(archive.reads).toHaveLength(20)
  })

  test("goes on copying where one object can neither be copied nor read", async () => {
    const { archive, copies, run } = await setUp(3)
    await archive.store.remove("archive", "2023/0.csv")
    const copyWithin: CopyWithin = async (order) => {
      if (order.key === "2023/0.csv") return refuse(order)
      copies.push(order.key)
      return { etag: order.etag }
    }
    const output = await run({ copyWithin })
    expect(output).toMatchObject({ copied: 2, failed: [{ index: 0, error: "ObjectNotFound" }] })
    expect(copies).toEqual(["2023/1.csv", "2023/2.csv"])
    expect(archive.reads).toEqual([])
  })

  test("fails an object that has changed or cannot be written, and none beside it", async () => {
    const { run } = await setUp(3)
    const copyWithin: CopyWithin = async ({ source, key, etag }) => {
      if (key === "2023/0.csv") throw new ObjectChanged(source, key, etag, "another one")
      if (key === "2023/2.csv") throw new StoreFailed("it", new Error("x".repeat(1_000)))
      return { etag }
    }
    const { failed, ...output } = await run({ copyWithin })
    expect(output).toEqual({ copied: 1, bytes: 2, etags: [] })
    expect(failed).toMatchObject([
      { index: 0, error: "ObjectChanged" },
      { index: 2, error: "StoreFailed" },
    ])
    expect(failed[1]!.message).toHaveLength(MESSAGE_LENGTH)
  })

  test("begins no object when its time runs out, and says which", async () => {
    const { run } = await setUp(12)
    let asked = 0
    const context = { getRemainingTimeInMillis: () => (asked++ < 6 ? 120_000 : 29_000) }
    const output = await run({}, context)
    expect(output.copied).toBe(5)
    expect(output.failed).toHaveLength(7)
    expect(output.failed[0]).toMatchObject({ index: 5, error: "NotReached" })
  })

  test("refuses an event that is none", async () => {
    const copy = makeCopy({
      target: makeMemoryStore().store,
      openSource: () => makeMemoryStore().store,
      copyWithin: refuse,
    })
    await expect(copy({ Items: [] }, LONG)).rejects.toMatchObject({ name: "ZodError" })
  })
})
