import { makeMemoryStore } from "@mapfold/functions/memory-store.fixture"
import { expect, it } from "vitest"
import { makeResultWriter } from "./result-writer.ts"

const options = { bucket: "out", folder: "p/u", mapRunArn: "arn" }

it("begins a new file when one is full, and writes the manifest last", async () => {
  const { store, writes, text } = makeMemoryStore("out")
  const writer = makeResultWriter({ ...options, store, outputType: "JSONL", maxFileBytes: 6 })
  for (const entry of ['{"a":1}', '{"b":2}', '{"c":3}']) await writer.add("SUCCEEDED", entry)
  await writer.add("FAILED", "[]")
  expect(await writer.close()).toStrictEqual({ Bucket: "out", Key: "p/u/manifest.json" })
  expect(writes.at(-1)).toBe("s3://out/p/u/manifest.json")
  expect(JSON.parse(text("out", "p/u/manifest.json")).ResultFiles).toStrictEqual({
    FAILED: [{ Key: "p/u/FAILED_0.json", Size: 3 }],
    PENDING: [],
    SUCCEEDED: [
      { Key: "p/u/SUCCEEDED_0.json", Size: 8 },
      { Key: "p/u/SUCCEEDED_1.json", Size: 8 },
      { Key: "p/u/SUCCEEDED_2.json", Size: 8 },
    ],
  })
  expect(text("out", "p/u/SUCCEEDED_1.json")).toBe('{"b":2}\n')
})

it("writes an array where it is told JSON", async () => {
  const { store, text } = makeMemoryStore("out")
  const writer = makeResultWriter({ ...options, store, outputType: "JSON" })
  await writer.add("PENDING", "1")
  await writer.add("PENDING", "2")
  await writer.close()
  expect(text("out", "p/u/PENDING_0.json")).toBe("[1,2]")
})
