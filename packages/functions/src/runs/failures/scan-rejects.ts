import { Reject } from "@mapfold/core/batch/batch-file"
import { readJsonObjects } from "@mapfold/core/reduce/json-objects"
import { rejectsPrefix } from "@mapfold/core/run/layout"
import * as z from "zod"
import type { Execution } from "../aws/execution.ts"
import type { Ports } from "../ports.ts"

/** A rejected record, and where it stands: the batch's id, and which record of its file it is, from 0 on. */
export type FoundReject = { readonly reject: Reject; readonly place: RejectPlace }

export const RejectPlace = z.strictObject({ batch: z.string().regex(/^[0-9a-f]{64}$/), line: z.int().min(0) })
export type RejectPlace = z.infer<typeof RejectPlace>

/** Batches with rejects that are looked at of one run. */
const FILES = 20_000
/** Bytes of one reject as JSON: a raw line of 2,000 characters, and a value of 200, in which each may become six. */
const MAX_BYTES = 64 * 1024

/** The rejects of a run from a place on, in the order of the batches' ids; each file is streamed. */
export async function* scanRejects(
  ports: Ports,
  execution: Execution,
  from: RejectPlace = { batch: "0".repeat(64), line: 0 },
): AsyncGenerator<FoundReject> {
  const { run } = execution
  for (const batch of await listRejectFiles(ports, execution)) {
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
