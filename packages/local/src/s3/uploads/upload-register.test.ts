import { spawnSync } from "node:child_process"
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { DatabaseSync } from "node:sqlite"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { makeDraftName } from "../../store/draft-name.ts"
import { openToWrite } from "../../store/object-database.ts"
import { makeObjectRegister } from "../../store/object-register.ts"
import type { Part, UploadPlan } from "./upload-plan.ts"
import { makeUploadRegister, type UploadRegister } from "./upload-register.ts"

const DAY = 24 * 60 * 60_000
const PLAN: UploadPlan = {
  headers: {},
  metadata: { a: "b" },
  tags: [],
  algorithm: "SHA256",
  type: "COMPOSITE",
}

let home: string
let database: DatabaseSync
let now: number
let uploads: UploadRegister

const open = () => makeUploadRegister(database, home, makeObjectRegister(database, home), () => now)

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "mapfold-uploads-"))
  database = openToWrite(home)
  now = Date.parse("2026-11-22T12:00:00Z")
  uploads = open()
})
afterEach(() => {
  database.close()
  rmSync(home, { recursive: true })
})

function addPart(id: string, number: number, file: string): Part {
  const part = { number, size: 4, md5: "00", checksum: null, modified: now, file }
  writeFileSync(uploads.partPath(id, file), "text")
  uploads.addPart(id, part)
  return part
}

describe("an upload", () => {
  test("is found for its own key and folder alone, by another process too", () => {
    const upload = uploads.begin("/in", "a", PLAN)
    expect(open().find("/in", "a", upload.id)).toEqual(upload)
    expect(uploads.find("/in", "b", upload.id)).toBeNull()
    expect(uploads.find("/out", "a", upload.id)).toBeNull()
    expect(uploads.find("/in", "a", "../other")).toBeNull()
  })

  test("has its parts by number, the last that was sent of each, and no file of another", () => {
    const { id } = uploads.begin("/in", "a", PLAN)
    const second = addPart(id, 2, "2.x")
    addPart(id, 1, "1.x")
    const first = addPart(id, 1, "1.y")
    expect(uploads.parts(id)).toEqual([first, second])
    expect(readdirSync(join(home, "uploads", id)).sort()).toEqual(["1.y", "2.x"])
  })

  test("goes with its parts and their files", () => {
    const { id } = uploads.begin("/in", "a", PLAN)
    addPart(id, 1, "1.x")
    uploads.remove(id)
    expect(uploads.find("/in", "a", id)).toBeNull()
    expect(uploads.parts(id)).toEqual([])
    expect(existsSync(join(home, "uploads", id))).toBe(false)
  })

  test("takes no part any more when it is gone", () => {
    const { id } = uploads.begin("/in", "a", PLAN)
    uploads.remove(id)
    const part = { number: 1, size: 4, md5: "00", checksum: null, modified: now, file: "1.x" }
    expect(() => uploads.addPart(id, part)).toThrow("FOREIGN KEY")
  })

  test("is given up after seven days, and not before", () => {
    const old = uploads.begin("/in", "a", PLAN)
    now += 1
    const young = uploads.begin("/in", "a", PLAN)
    uploads.expire(old.initiated + 7 * DAY)
    expect([...uploads.list("/in", "")]).toHaveLength(2)
    uploads.expire(old.initiated + 7 * DAY + 1)
    expect([...uploads.list("/in", "")]).toEqual([young])
  })

  test("that is gone, or was sent anew, leaves no files of processes that are gone", () => {
    const { pid } = spawnSync(process.execPath, ["--version"])
    const nameOf = (writer: number) => makeDraftName().replace(/-(\d+)-/, `-${writer}-`)
    const names = { kept: nameOf(pid), lost: nameOf(pid), underWay: nameOf(process.pid) }
    const { id } = uploads.begin("/in", "a", PLAN)
    addPart(id, 1, names.kept)
    for (const file of [names.lost, names.underWay]) writeFileSync(uploads.partPath(id, file), "half")
    const removed = join(home, "uploads", "removed")
    mkdirSync(removed)
    writeFileSync(join(removed, nameOf(pid)), "half")
    const begun = join(home, "uploads", "begun")
    mkdirSync(begun)
    const { mtimeMs } = statSync(begun)
    uploads.sweep(mtimeMs + 1_000)
    expect(readdirSync(join(home, "uploads")).sort()).toEqual([id, "begun"].sort())
    expect(readdirSync(join(home, "uploads", id)).sort()).toEqual([names.kept, names.underWay].sort())
    uploads.sweep(mtimeMs + 3_600_001)
    expect(readdirSync(join(home, "uploads"))).toEqual([id])
    expect(readdirSync(join(home, "uploads", id))).toEqual([names.kept])
  })

  test("is listed with others in the order of keys, then of time, from a key on", () => {
    const begun = ["b", "a", "a", "～", "😀"].map((key) => {
      now += 1
      return uploads.begin("/in", key, PLAN)
    })
    uploads.begin("/out", "a", PLAN)
    const [b, first, second, wave, smile] = begun
    expect([...uploads.list("/in", "")]).toEqual([first, second, b, wave, smile])
    expect([...uploads.list("/in", "b")]).toEqual([b, wave, smile])
    uploads.abortAll("/in")
    expect([...uploads.list("/in", "")]).toEqual([])
    expect([...uploads.list("/out", "")]).toHaveLength(1)
  })

  test("that is completed is gone, and for a day answers whoever asks for the very same", () => {
    const upload = uploads.begin("/in", "a", PLAN)
    addPart(upload.id, 1, "1.x")
    const answer = { etag: '"e-1"', checksum: null }
    uploads.complete(upload, "/in", "asked", answer)
    expect([...uploads.list("/in", "")]).toEqual([])
    expect(uploads.parts(upload.id)).toEqual([])
    expect(existsSync(join(home, "uploads", upload.id))).toBe(false)
    const ask = (folder: string, key: string, asked: string) =>
      open().findCompleted(folder, key, upload.id, asked)
    expect(ask("/in", "a", "asked")).toEqual(answer)
    expect([ask("/out", "a", "asked"), ask("/in", "b", "asked"), ask("/in", "a", "other")]).toEqual([
      null,
      null,
      null,
    ])
    uploads.expire(now + DAY)
    expect(ask("/in", "a", "asked")).toEqual(answer)
    uploads.expire(now + DAY + 1)
    expect(ask("/in", "a", "asked")).toBeNull()
  })

  test("that was completed is forgotten with its bucket", () => {
    const upload = uploads.begin("/in", "a", PLAN)
    uploads.complete(upload, "/in", "asked", { etag: '"e-1"', checksum: null })
    uploads.abortAll("/in")
    expect(uploads.findCompleted("/in", "a", upload.id, "asked")).toBeNull()
  })
})
