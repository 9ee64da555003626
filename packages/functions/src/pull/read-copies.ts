import { jsonOf, MapManifest } from "@mapfold/core/reduce/map-results"
import { type Place, parseResult, readEntries, readManifest } from "@mapfold/core/reduce/read-children"
import { readableCause } from "@mapfold/core/report/readable-cause"
import { objectUri } from "@mapfold/core/store/errors"
import type { ObjectStore } from "@mapfold/core/store/object-store"
import type { Item } from "@mapfold/core/workflow/payloads"
import { CopyInput, CopyOutput } from "@mapfold/core/workflow/pull-payloads"
import * as z from "zod"

const Entry = z.object({ Input: jsonOf(CopyInput) })
const CopiedEntry = Entry.extend({ Output: jsonOf(CopyOutput) })
const LostEntry = Entry.extend({
  Status: z.string().default("PENDING"),
  Error: z.string().optional(),
  Cause: z.string().optional(),
})

/** What became of one item of a pull: its copy's ETag, or why there is none. */
export type ItemOutcome = { readonly item: Item } & (
  | { readonly etag: string }
  | { readonly error: string; readonly message: string }
)

/** Reads what became of each item, from the files that ResultWriter's manifest names. Throws `InvalidMapResults`. */
export async function* readCopies(store: ObjectStore, manifest: Place): AsyncGenerator<ItemOutcome> {
  const { ResultFiles } = await readManifest(store, manifest, MapManifest)
  for (const { Key } of ResultFiles.SUCCEEDED)
    for await (const value of readEntries(store, manifest.Bucket, Key))
      yield* outcomesOf(parseResult(CopiedEntry, value, objectUri(manifest.Bucket, Key)))
  for (const { Key } of [...ResultFiles.FAILED, ...ResultFiles.PENDING])
    for await (const value of readEntries(store, manifest.Bucket, Key))
      yield* lossesOf(parseResult(LostEntry, value, objectUri(manifest.Bucket, Key)))
}

function outcomesOf({ Input, Output }: z.infer<typeof CopiedEntry>): ItemOutcome[] {
  const failed = new Map(Output.failed.map(({ index, error, message }) => [index, { error, message }]))
  const etags = new Map(Output.etags.map(({ index, etag }) => [index, etag]))
  return Input.Items.map((item, index) => ({
    item,
    ...(failed.get(index) ?? { etag: etags.get(index) ?? item.Etag }),
  }))
}

/** A batch of which nobody knows how far it came: what of it has landed, the next pull finds there. */
function lossesOf({ Input, Status, Error: error = Status, Cause = "" }: z.infer<typeof LostEntry>) {
  const why = readableCause(Cause)
  const message = `was in a batch that failed (${why === "" ? error : `${error}: ${why}`})`
  return Input.Items.map((item): ItemOutcome => ({ item, error, message }))
}
