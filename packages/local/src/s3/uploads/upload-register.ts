import { randomUUID } from "node:crypto"
import { mkdirSync, rmSync } from "node:fs"
import type { DatabaseSync } from "node:sqlite"
import type * as z from "zod"
import { ObjectRecord } from "../../store/object-record.ts"
import { lazily } from "../../store/object-records.ts"
import type { ObjectRegister } from "../../store/object-register.ts"
import { makeSharedWork, type SharedWork } from "./share-work.ts"
import { sweepUploads } from "./sweep-uploads.ts"
import { type Part, type Upload, UploadPlan } from "./upload-plan.ts"

/** Milliseconds after which an upload that was not completed is given up: seven days, as the usual rule on a bucket has it. */
const EXPIRY = 7 * 24 * 60 * 60_000

/** And until a completed one is forgotten: nobody asks for the same again a day later. */
const REMEMBERED = 24 * 60 * 60_000

/** What whoever completes an upload is told of the object. */
const CompletedUpload = ObjectRecord.pick({ etag: true, checksum: true })
export type CompletedUpload = z.infer<typeof CompletedUpload>

/** Uploads in parts, kept in the home where no listing shows them, until they are completed or given up. */
export type UploadRegister = {
  begin(folder: string, key: string, plan: UploadPlan): Upload
  /** Null where there is none for this key. */
  find(folder: string, key: string, id: string): Upload | null
  /** In the order of their keys, those of a key in the order of their beginnings; from `key` on. */
  list(folder: string, key: string): Iterable<Upload>
  /** In the order of their numbers. */
  parts(id: string): readonly Part[]
  /** The path of a part's file; parts of one number that are sent at once have files of their own. */
  partPath(id: string, file: string): string
  /** Takes the place of the part that had the number, whose file goes. */
  addPart(id: string, part: Part): void
  /** Forgets an upload and its parts. */
  remove(id: string): void
  /** The same where it has become an object, and remembers for a day what was asked and answered. */
  complete(upload: Upload, folder: string, asked: string, answer: CompletedUpload): void
  /** What was answered to the very same; null where it was not asked, or too long ago. */
  findCompleted(folder: string, key: string, id: string, asked: string): CompletedUpload | null
  abortAll(folder: string): void
  /** Gives up uploads that began more than seven days before, and forgets those that were completed a day before. */
  expire(now: number): void
  /** Removes files that belong to no upload and to nobody who writes them: killed processes leave some. */
  sweep(now: number): void
  /** Completes an upload once for all who ask for the very same at the same time. */
  readonly share: SharedWork<CompletedUpload>
}

export function makeUploadRegister(
  database: DatabaseSync,
  home: string,
  { folderId }: Pick<ObjectRegister, "folderId">,
  clock: () => number,
): UploadRegister {
  const insert = lazily(
    database,
    "INSERT INTO uploads (id, folder, key, initiated_ms, plan) VALUES (?, ?, ?, ?, ?)",
  )
  const select = lazily(database, "SELECT * FROM uploads WHERE id = ? AND folder = ? AND key = ?")
  const selectFrom = lazily(
    database,
    "SELECT * FROM uploads WHERE folder = ? AND key >= ? ORDER BY key, initiated_ms, id",
  )
  const selectIds = lazily(database, "SELECT id FROM uploads WHERE folder = ?")
  const selectOld = lazily(database, "SELECT id FROM uploads WHERE initiated_ms < ?")
  const removeUpload = lazily(database, "DELETE FROM uploads WHERE id = ?")
  const selectUpload = lazily(database, "SELECT 1 FROM uploads WHERE id = ?")
  const selectParts = lazily(database, "SELECT * FROM parts WHERE upload = ? ORDER BY number")
  const selectFile = lazily(database, "SELECT file FROM parts WHERE upload = ? AND number = ?")
  const insertPart = lazily(
    database,
    "INSERT OR REPLACE INTO parts (upload, number, size, md5, checksum, modified_ms, file) VALUES (?, ?, ?, ?, ?, ?, ?)",
  )
  const insertCompleted = lazily(
    database,
    "INSERT OR REPLACE INTO completed_uploads (id, folder, key, completed_ms, asked, answer) VALUES (?, ?, ?, ?, ?, ?)",
  )
  const selectCompleted = lazily(
    database,
    "SELECT answer FROM completed_uploads WHERE id = ? AND folder = ? AND key = ? AND asked = ?",
  )
  const removeCompleted = lazily(database, "DELETE FROM completed_uploads WHERE completed_ms < ?")
  const removeCompletedOf = lazily(database, "DELETE FROM completed_uploads WHERE folder = ?")
  const folderOf = (id: string) => `${home}/uploads/${id}`

  const parts = (id: string) => selectParts().all(id).map(toPart)

  function remove(id: string): void {
    removeUpload().run(id)
    removeFiles(id)
  }

  /** After the upload: what a killed process leaves are files that nobody knows of, and no upload without its files. */
  function removeFiles(id: string): void {
    rmSync(folderOf(id), { recursive: true, force: true })
  }

  return {
    begin(folder, key, plan) {
      const upload = { id: randomUUID().replaceAll("-", ""), key, initiated: clock(), plan }
      mkdirSync(folderOf(upload.id), { recursive: true })
      insert().run(upload.id, folderId(folder), key, upload.initiated, JSON.stringify(plan))
      return upload
    },
    find(folder, key, id) {
      const row = select().get(id, folderId(folder), key)
      return row === undefined ? null : toUpload(row)
    },
    *list(folder, key) {
      for (const row of selectFrom().iterate(folderId(folder), key)) yield toUpload(row)
    },
    parts,
    partPath: (id, file) => `${folderOf(id)}/${file}`,
    addPart(id, { number, size, md5, checksum, modified, file }) {
      const before = selectFile().get(id, number)
      insertPart().run(id, number, size, md5, checksum, modified, file)
      if (before !== undefined) rmSync(`${folderOf(id)}/${String(before.file)}`, { force: true })
    },
    remove,
    complete({ id, key }, folder, asked, answer) {
      const completed = [id, folderId(folder), key, clock(), asked, JSON.stringify(answer)]
      database.exec("BEGIN IMMEDIATE")
      try {
        insertCompleted().run(...completed)
        removeUpload().run(id)
        database.exec("COMMIT")
      } catch (error) {
        database.exec("ROLLBACK")
        throw error
      }
      removeFiles(id)
    },
    findCompleted(folder, key, id, asked) {
      const row = selectCompleted().get(id, folderId(folder), key, asked)
      return row === undefined ? null : CompletedUpload.parse(JSON.parse(String(row.answer)))
    },
    abortAll(folder) {
      for (const row of selectIds().all(folderId(folder))) remove(String(row.id))
      removeCompletedOf().run(folderId(folder))
    },
    expire(now) {
      removeCompleted().run(now - REMEMBERED)
      for (const row of selectOld().all(now - EXPIRY)) remove(String(row.id))
    },
    sweep(now) {
      sweepUploads(`${home}/uploads`, now, (id) => {
        if (selectUpload().get(id) === undefined) return null
        return new Set(parts(id).map(({ file }) => file))
      })
    },
    share: makeSharedWork(),
  }
}

type Row = Record<string, unknown>

function toUpload({ id, key, initiated_ms, plan }: Row): Upload {
  return {
    id: String(id),
    key: String(key),
    initiated: Number(initiated_ms),
    plan: UploadPlan.parse(JSON.parse(String(plan))),
  }
}

function toPart({ number, size, md5, checksum, modified_ms, file }: Row): Part {
  return {
    number: Number(number),
    size: Number(size),
    md5: String(md5),
    checksum: checksum === null ? null : String(checksum),
    modified: Number(modified_ms),
    file: String(file),
  }
}
