import { appendFileSync, fstatSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { buffer } from "node:stream/consumers"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { openRegular } from "../store/folder-reader.ts"
import { NO_ETAGS } from "../store/object-records.ts"
import { isSmall, readSmall, streamFile } from "./stream-file.ts"

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "mapfold-stream-"))
})
afterEach(() => rmSync(folder, { recursive: true }))

const open = (key: string) => ({
  ...openRegular({ folder, bucket: "files", known: NO_ETAGS }, key),
  bucket: "files",
  key,
})

describe.each([
  ["at once", async (...args: Parameters<typeof readSmall>) => readSmall(...args)],
  ["as a stream", (...args: Parameters<typeof streamFile>) => buffer(streamFile(...args))],
])("a range that is read %s", (_, read) => {
  test.each([
    [{ first: 0, last: 9 }, "0123456789"],
    [{ first: 3, last: 3 }, "3"],
    [{ first: 0, last: -1 }, ""],
  ])("has the bytes of %j, and its file is closed then", async (range, expected) => {
    writeFileSync(join(folder, "a"), "0123456789")
    const file = open("a")
    expect((await read(file, range)).toString()).toBe(expected)
    await expect.poll(() => isOpen(file)).toBe(false)
  })

  test.each([
    ["cut", () => truncateSync(join(folder, "a"), 5)],
    ["written to", () => appendFileSync(join(folder, "a"), "more")],
  ])("breaks off where the file was %s meanwhile, and is closed too", async (_what, change) => {
    writeFileSync(join(folder, "a"), "0123456789")
    const file = open("a")
    change()
    await expect(read(file, { first: 0, last: 9 })).rejects.toMatchObject({ name: "ObjectChanged" })
    await expect.poll(() => isOpen(file)).toBe(false)
  })
})

test("a range is small up to what is read at once", () => {
  expect([isSmall({ first: 0, last: 262_143 }), isSmall({ first: 0, last: 262_144 })]).toEqual([true, false])
})

/** A descriptor that was closed may be another file's by now. */
function isOpen({ descriptor, stats }: ReturnType<typeof open>): boolean {
  try {
    return fstatSync(descriptor, { bigint: true }).ino === stats.ino
  } catch {
    return false
  }
}
