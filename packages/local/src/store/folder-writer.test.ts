import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { type Book, NO_BOOK } from "./book.ts"
import { writeObject } from "./folder-writer.ts"
import { NO_ETAGS } from "./object-records.ts"

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "mapfold-writer-"))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** A book that notes what it is told, and whether the draft is there then. */
function noting(onBegin = () => {}): { readonly book: Book; readonly notes: string[] } {
  const notes: string[] = []
  const note = (what: string) => (path: string) => {
    notes.push(`${what}, ${existsSync(path) ? "there" : "not there"}`)
    if (what === "begin") onBegin()
  }
  return { book: { ...NO_BOOK, begin: note("begin"), end: note("end") }, notes }
}

const write = (book: Book, fill: () => void) =>
  writeObject({ folder, bucket: "files", known: NO_ETAGS }, "a", {}, book, fill)

describe("a book", () => {
  test("knows of a draft from before it is there until it is gone, so that a kill leaves none unknown", async () => {
    const { book, notes } = noting()
    await write(book, () => {})
    expect([notes, readdirSync(folder)]).toEqual([["begin, not there", "end, not there"], ["a"]])
  })

  test("is told of the end of one that could not be begun, or not be written", async () => {
    const written = noting()
    const failing = write(written.book, () => {
      throw new RangeError("too much")
    })
    await expect(failing).rejects.toThrow("too much")
    const begun = noting(() => rmSync(folder, { recursive: true }))
    await expect(write(begun.book, () => {})).rejects.toMatchObject({ name: "StoreFailed" })
    for (const { notes } of [written, begun]) expect(notes).toEqual(["begin, not there", "end, not there"])
  })
})
