import { spawnSync } from "node:child_process"
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { Worker } from "node:worker_threads"
import type { ObjectSummary } from "@mapfold/core/store/object-store"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { makeDraftName } from "./draft-name.ts"
import { etagOf } from "./folder-etag.ts"
import { makeFolderStore } from "./folder-store.ts"
import { openToWrite } from "./object-database.ts"
import type { ObjectRecord } from "./object-record.ts"
import { makeObjectRegister, type ObjectRegister } from "./object-register.ts"

const RECORD: ObjectRecord = {
  etag: '"9e107d9d372bb6826bd81d3542a419d6"',
  headers: { "content-type": "text/csv" },
  metadata: { by: "me" },
  tags: [{ key: "a", value: "b" }],
  checksum: { algorithm: "CRC32", value: "AAAAAA==", type: "FULL_OBJECT" },
  parts: [],
}

let home: string
let folder: string
let database: DatabaseSync
let register: ObjectRegister

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "mapfold-register-"))
  folder = join(home, "input")
  mkdirSync(folder)
  database = openToWrite(home)
  register = makeObjectRegister(database, home)
})
afterEach(() => {
  if (database.isOpen) database.close()
  rmSync(home, { recursive: true })
})

const stateOf = (key: string) => statSync(join(folder, key), { bigint: true })
const makeStore = () => makeFolderStore({ buckets: { input: folder }, home })
async function listed(): Promise<ObjectSummary[]> {
  const found: ObjectSummary[] = []
  for await (const page of makeStore().list("input")) found.push(...page)
  return found
}

describe("a record", () => {
  test("is read as it was written, NUL in the key or not", () => {
    writeFileSync(join(folder, "a"), "one")
    for (const key of ["a", "a\0", "a\0b", "😀"]) {
      expect(register.read(folder, key, stateOf("a"))).toBeNull()
      register.write(folder, key, stateOf("a"), { ...RECORD, metadata: { key } })
      expect(register.read(folder, key, stateOf("a"))).toEqual({ ...RECORD, metadata: { key } })
    }
    register.forget(folder, "a\0")
    expect(register.read(folder, "a\0", stateOf("a"))).toBeNull()
    expect(register.read(folder, "a", stateOf("a"))).not.toBeNull()
  })

  test("counts only for the state of the file that it is about", () => {
    writeFileSync(join(folder, "a"), "one")
    register.write(folder, "a", stateOf("a"), RECORD)
    utimesSync(join(folder, "a"), 1, 1)
    expect(register.read(folder, "a", stateOf("a"))).toBeNull()
    expect(makeStore().head("input", "a")).toMatchObject({ etag: etagOf(stateOf("a")) })
  })

  test("goes with its home to another place", () => {
    writeFileSync(join(folder, "a"), "one")
    register.write(folder, "a", stateOf("a"), RECORD)
    const moved = makeObjectRegister(database, "/elsewhere")
    expect(moved.read("/elsewhere/input", "a", stateOf("a"))).toEqual(RECORD)
    expect(moved.read("/elsewhere/output", "a", stateOf("a"))).toBeNull()
    expect(moved.read("/other/input", "a", stateOf("a"))).toBeNull()
  })

  test("stands beside that of the state before until the file is in its place", () => {
    writeFileSync(join(folder, "a"), "one")
    const before = stateOf("a")
    register.write(folder, "a", before, RECORD)
    const after = { size: 3n, mtimeNs: before.mtimeNs + 1n }
    const book = register.bookFor(folder, "a", () => ({ ...RECORD, etag: '"new"' }))
    const etags = () => [before, after].map((state) => register.read(folder, "a", state)?.etag)
    book.add(after)
    expect(etags()).toEqual([RECORD.etag, '"new"'])
    book.drop(after)
    expect(etags()).toEqual([RECORD.etag, undefined])
    book.add(after)
    book.settle(after)
    expect(etags()).toEqual([undefined, '"new"'])
  })
})

test("what is forgotten of an object that was put again at once is its older states", () => {
  writeFileSync(join(folder, "a"), "one")
  const now = stateOf("a")
  register.write(folder, "a", { size: 9n, mtimeNs: 1n }, RECORD)
  register.write(folder, "a", now, RECORD)
  register.forget(folder, "a", now)
  expect(register.read(folder, "a", { size: 9n, mtimeNs: 1n })).toBeNull()
  expect(register.read(folder, "a", now)).toEqual(RECORD)
  register.forget(folder, "a", null)
  expect(register.read(folder, "a", now)).toBeNull()
})

test("drafts of processes that are gone are swept at once, and of those that live not", () => {
  const { pid } = spawnSync(process.execPath, ["--version"])
  const living = makeDraftName()
  const drafts = [living, living.replace(/-(\d+)-/, `-${pid}-`)].map((name) => join(folder, name))
  for (const draft of drafts) {
    writeFileSync(draft, "half")
    register.bookFor(folder, "a", () => RECORD).begin(draft)
  }
  register.sweepDrafts(Date.now())
  expect(readdirSync(folder)).toEqual([living])
})

test("a draft that cannot be removed stays known, and others are removed all the same", () => {
  const { pid } = spawnSync(process.execPath, ["--version"])
  const dead = () => makeDraftName().replace(/-(\d+)-/, `-${pid}-`)
  const [stuck, other] = [join(folder, dead()), join(folder, dead())]
  mkdirSync(stuck)
  writeFileSync(other, "half")
  for (const draft of [stuck, other]) register.bookFor(folder, "a", () => RECORD).begin(draft)
  register.sweepDrafts(Date.now())
  expect(existsSync(other)).toBe(false)
  expect(database.prepare("SELECT path FROM drafts").all()).toEqual([{ path: stuck }])
})

test("drafts of unknown processes are swept when they are an hour old", () => {
  const draft = join(folder, ".mapfold-tmp-draft")
  writeFileSync(draft, "half")
  register.bookFor(folder, "a", () => RECORD).begin(draft)
  const written = statSync(draft).mtimeMs
  register.sweepDrafts(written + 3_599_000)
  expect(readdirSync(folder)).toEqual([".mapfold-tmp-draft"])
  register.sweepDrafts(written + 3_600_001)
  expect(readdirSync(folder)).toEqual([])
  expect(database.prepare("SELECT count(*) AS count FROM drafts").get()).toEqual({ count: 0 })
})

describe("a folder store with a home", () => {
  test("gives the recorded ETag wherever it gives one, and the file's own to what was put by hand", async () => {
    const store = makeStore()
    for (const key of ["a", "b"]) writeFileSync(join(folder, key), "one")
    expect(store.head("input", "a")).toMatchObject({ etag: etagOf(stateOf("a")) })
    register.write(folder, "a", stateOf("a"), RECORD)
    expect((await listed()).map(({ etag }) => etag)).toEqual([RECORD.etag, etagOf(stateOf("b"))])
    expect(store.head("input", "a")).toMatchObject({ etag: RECORD.etag })
    const reader = await store.open("input", "a")
    expect(reader.etag).toBe(RECORD.etag)
    reader.close()
    const asListed = await store.open("input", "a", { ifMatch: RECORD.etag })
    asListed.close()
    expect(() => store.open("input", "b", { ifMatch: RECORD.etag })).toThrow("changed since it was listed")
  })

  test("puts on the condition of the recorded ETag", async () => {
    writeFileSync(join(folder, "a"), "one")
    register.write(folder, "a", stateOf("a"), RECORD)
    const body = new TextEncoder().encode("two")
    await expect(makeStore().put("input", "a", body, { ifMatch: '"other"' })).rejects.toThrow("not written")
    const { etag } = await makeStore().put("input", "a", body, { ifMatch: RECORD.etag })
    expect((await listed())[0]?.etag).toBe(etag)
  })

  test("sees in another thread what is recorded while it runs", async () => {
    writeFileSync(join(folder, "a"), "one")
    const worker = new Worker(new URL("./store-worker.fixture.ts", import.meta.url), {
      workerData: { home, folder },
    })
    const ask = () =>
      new Promise((resolve, reject) => {
        worker.once("message", resolve)
        worker.once("error", reject)
        worker.postMessage("a")
      })
    expect(await ask()).toBe(etagOf(stateOf("a")))
    register.write(folder, "a", stateOf("a"), RECORD)
    expect(await ask()).toBe(RECORD.etag)
    register.forget(folder, "a")
    expect(await ask()).toBe(etagOf(stateOf("a")))
    await worker.terminate()
  })

  test("has the buckets that were made in its home, and no other", async () => {
    mkdirSync(join(home, "buckets/made"), { recursive: true })
    await makeStore().put("made", "a", new Uint8Array(1))
    expect(readdirSync(join(home, "buckets/made"))).toEqual(["a"])
    for (const bucket of ["absent", "..", "../buckets/made", ".", ""])
      await expect(makeStore().put(bucket, "a", new Uint8Array(1))).rejects.toMatchObject({
        name: "BucketNotFound",
      })
  })

  test("takes a database that is only being made for none", () => {
    const other = mkdtempSync(join(home, "other-"))
    new DatabaseSync(join(other, "objects.db")).close()
    writeFileSync(join(folder, "a"), "one")
    const store = makeFolderStore({ buckets: { input: folder }, home: other })
    expect(store.head("input", "a")).toMatchObject({ etag: etagOf(stateOf("a")) })
  })

  test("takes a database of an older version, and brings it up to date where it writes", async () => {
    await makeStore().put("input", "a", new Uint8Array(1))
    const { etag } = (await makeStore().head("input", "a"))!
    database.exec("DROP TABLE completed_uploads; PRAGMA user_version = 1")
    expect(makeStore().head("input", "a")).toMatchObject({ etag })
    openToWrite(home).close()
    expect(database.prepare("PRAGMA user_version").get()).toEqual({ user_version: 2 })
    expect(database.prepare("SELECT * FROM completed_uploads").all()).toEqual([])
    expect(makeStore().head("input", "a")).toMatchObject({ etag })
  })

  test.each([
    ["PRAGMA application_id = 7; CREATE TABLE a (b)", "another program's database"],
    ["PRAGMA user_version = 9", "a newer Mapfold wrote it (format 9, this one knows 2)"],
  ])("refuses a database that it does not know: %s", (sql, why) => {
    database.exec(sql)
    writeFileSync(join(folder, "a"), "one")
    expect(() => makeStore().head("input", "a")).toThrow(why)
    expect(() => openToWrite(home)).toThrow(why)
  })

  test("refuses a file that is no database", () => {
    database.close()
    for (const end of ["", "-wal", "-shm"]) rmSync(join(home, `objects.db${end}`), { force: true })
    writeFileSync(
      join(home, "objects.db"),
      "no database, but long enough to have the header of one".repeat(99),
    )
    expect(() => makeStore().head("input", "a")).not.toThrow()
    writeFileSync(join(folder, "a"), "one")
    expect(() => makeStore().head("input", "a")).toThrow(
      "objects.db cannot be opened: file is not a database",
    )
  })
})
