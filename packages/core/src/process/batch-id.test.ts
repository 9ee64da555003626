import { expect, test } from "vitest"
import { batchId } from "./batch-id.ts"

const item = (Key: string, Etag = '"e"', Size = 1) => ({ Key, Etag, Size })
const input = {
  ...{ run: "r", job: "weather", jobVersion: 1, params: { year: 2025, place: "x" }, references: {} },
  ...{ suffix: "", input: "in", output: "out" },
}

test("a batch has one name, whatever the order of its items and params, its run and its buckets", async () => {
  const id = await batchId(input, [item("a"), item("b")])
  expect(id).toMatch(/^[0-9a-f]{64}$/)
  expect(await batchId(input, [item("b"), item("a")])).toBe(id)
  const elsewhere = { ...input, run: "other", output: "other", params: { place: "x", year: 2025 } }
  expect(await batchId(elsewhere, [item("a"), item("b")])).toBe(id)
})

test("a batch has another name for anything that can change its result", async () => {
  const ids = await Promise.all([
    batchId(input, [item("a"), item("b")]),
    batchId(input, [item("a")]),
    batchId(input, [item("a"), item("b", '"f"')]),
    batchId(input, [item("a"), item("b", '"e"', 2)]),
    batchId(input, [item('a","e",1],["b')]),
    batchId({ ...input, job: "rain" }, [item("a"), item("b")]),
    batchId({ ...input, jobVersion: 2 }, [item("a"), item("b")]),
    batchId({ ...input, params: { ...input.params, year: 2024 } }, [item("a"), item("b")]),
    batchId({ ...input, references: { places: '"v1"' } }, [item("a"), item("b")]),
  ])
  expect(new Set(ids).size).toBe(ids.length)
})
