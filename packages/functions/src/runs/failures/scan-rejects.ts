import { Reject, rejectFiles } from "@mapfold/core/batch/batch-file"
import { readJsonObjects } from "@mapfold/core/reduce/json-objects"
import { rejectsPrefix } from "@mapfold/core/run/layout"
import * as z from "zod"
import { type Execution, versionOf } from "../aws/execution.ts"
import type { Ports } from "../ports.ts"
import { readEntries } from "./read-entries.ts"

/** A rejected record, and where it stands: the batch's id, and which record of its file it is, from 0 on. */
export type FoundReject = { readonly reject: Reject; readonly place: RejectPlace }

export const RejectPlace = z.strictObject({ batch: z.string().regex(/^[0-9a-f]{64}$/), line: z.int().min(0) })
export type RejectPlace = z.infer<typeof RejectPlace>

/** Batches with rejects that are looked at of one run. */
const FILES = 20_000
/** Batches of one child that are looked at: it has two at most, unless its items were processed alone. */
const BATCHES = 200
/** Bytes of one reject as JSON: a raw line of 2,000 characters, and a value of 200, in which each may become six. */
const MAX_BYTES = 64 * 1024

/** Where to look: from a place on, and in all files or in those of one object's batch. */
export type ScanOptions = { readonly from?: RejectPlace | undefined; readonly object?: string | undefined }

/** The rejects of a run, in the order of their files' names; each file is streamed. */
export async function* scanRejects(
  ports: Ports,
  execution: Execution,
  { from = { batch: "0".repeat(64), line: 0 }, object }: ScanOptions = {},
): AsyncGenerator<FoundReject> {
  const { run } = execution
  const own = object === undefined ? null : await findRejectFiles(ports, execution, object)
  for (const batch of own ?? (await listRejectFiles(ports, execution))) {
    if (batch < from.batch) continue
    const reader = await ports.files.open(run, `rejects/${batch}.jsonl`)
    if (reader === null) continue
    let line = 0
    try {
      for await (const value of readJsonObjects(reader, MAX_BYTES)) {
        const place = { batch, line: line++ }
        if (batch === from.batch && place.line < from.line) continue
        const parsed = Reject.safeParse(value)
        if (parsed.success) yield { reject: parsed.data, place }
      }
    } catch (error) {
      // a file that is none of Mapfold's has nothing to show
      if (!(error instanceof SyntaxError)) throw error
    } finally {
      reader.close()
    }
  }
}

/** The files that may hold an object's rejects, where the run's manifest tells its batch; else null. */
async function findRejectFiles(
  ports: Ports,
  execution: Execution,
  object: string,
): Promise<readonly string[] | null> {
  const { run, endedAt } = execution
  if (endedAt === null) return null
  const life = { milliseconds: 600_000, weigh: () => 2 * object.length + 1_000 }
  return ports.cache.get(`run/${run}/reject-files-of/${versionOf(execution)}/${object}`, life, async () => {
    for await (const { state, entry } of readEntries(ports, execution)) {
      if (!entry.Input.Items.some(({ Key }) => Key === object)) continue
      const ids = state === "SUCCEEDED" ? entry.Output.batches : []
      const digests = await Promise.all(ids.slice(0, BATCHES).map((id) => ports.files.digest(run, id)))
      return digests.flatMap((digest) => (digest === null ? [] : rejectFiles(digest))).sort()
    }
    return null
  })
}

async function listRejectFiles(
  { cache, files, fresh }: Ports,
  { run, endedAt }: Execution,
): Promise<readonly string[]> {
  const life = {
    milliseconds: endedAt === null ? fresh : 60_000,
    weigh: (ids: readonly string[]) => ids.length * 150,
  }
  return cache.get(`run/${run}/reject-files/${endedAt?.getTime()}`, life, async () => {
    const found = await files.list(run, "rejects/", FILES)
    const start = rejectsPrefix(run).length
    return found.flatMap(({ key }) => /^([0-9a-f]{64})\.jsonl$/.exec(key.slice(start))?.[1] ?? [])
  })
}
