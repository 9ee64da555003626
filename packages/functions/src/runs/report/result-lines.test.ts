import { makeResultFiles, type Result } from "@mapfold/core/reduce/result-files"
import type { ObjectReader } from "@mapfold/core/store/object-store"
import { expect, it } from "vitest"
import { readResultLines } from "./result-lines.ts"

/** Gives its bytes in pieces, so that lines are cut anywhere. */
function makeReader(bytes: Uint8Array, piece = 7): ObjectReader {
  let at = 0
  return {
    size: bytes.length,
    etag: "",
    read(into) {
      const part = bytes.subarray(at, at + Math.min(piece, into.length))
      into.set(part)
      at += part.length
      return part.length
    },
    close() {},
  }
}

const result: Result = {
  ...{ job: "levels", params: { year: 2020 }, complete: true },
  rows: Array.from({ length: 50 }, (_, at) => ({
    name: `río "${at}"\n    {`,
    total: at,
    none: null,
    isHigh: at > 3,
  })),
}

async function fileOf(of: Result): Promise<Uint8Array> {
  return (await makeResultFiles(of))[0]!.bytes
}

it("reads back what a result is written as", async () => {
  expect(await readResultLines(makeReader(await fileOf(result)), 1_000)).toEqual({ ...result, totalRows: 50 })
})

it("keeps the first rows and counts the others", async () => {
  const read = await readResultLines(makeReader(await fileOf(result), 1_000), 3)
  expect(read).toMatchObject({ totalRows: 50, rows: result.rows.slice(0, 3) })
})

it("reads a result without rows", async () => {
  const empty = { ...result, rows: [] }
  expect(await readResultLines(makeReader(await fileOf(empty)), 10)).toEqual({ ...empty, totalRows: 0 })
})

it.each([
  "",
  "{}",
  "not json",
  '{\n  "rows": [\n    {"a": {"b": 1}}\n  ]\n}\n',
  '{\n  "rows": [\n    {"a"\n',
])("is null for %j", async (text) => {
  expect(await readResultLines(makeReader(new TextEncoder().encode(text)), 10)).toBeNull()
})
