import type { Failure } from "@mapfold/core/batch/batch-file"
import { readChildren } from "@mapfold/core/reduce/read-children"
import { makeFirstFew } from "@mapfold/core/report/first-few"
import { readableCause } from "@mapfold/core/report/readable-cause"
import { Report } from "@mapfold/core/report/report"
import { mapPrefix, rejectsPrefix, reportKey } from "@mapfold/core/run/layout"
import { compareKeys } from "@mapfold/core/store/key-order"
import type { ObjectStore } from "@mapfold/core/store/object-store"
import { readObject } from "@mapfold/core/store/read-object"
import { NO_TROUBLE, type Trouble } from "./trouble.ts"

/** Of failures, and of rejects: enough to see what kind they are of. */
const SHOWN = 5

/** What a run's report says of its failures and rejects or, where it did not come so far, what its map run does; the store's bucket "output" is the run's. */
export async function readTrouble(
  store: ObjectStore,
  run: string,
): Promise<Trouble & { readonly hasReport: boolean }> {
  if ((await store.head("output", reportKey(run))) === null)
    return { ...NO_TROUBLE, failures: await readFailedChildren(store, run), hasReport: false }
  // A report that cannot be read is there all the same.
  return readReport(store, run).then(
    (report) => ({ ...ofReport(report), hasReport: true }),
    () => ({ ...NO_TROUBLE, hasReport: true }),
  )
}

async function readReport(store: ObjectStore, run: string): Promise<Report> {
  const { bytes } = await readObject(store, "output", reportKey(run))
  return Report.parse(JSON.parse(new TextDecoder().decode(bytes)))
}

function ofReport({ run, objects, records, failures, rejects }: Report): Trouble {
  return {
    failures: { total: objects.failed, of: objects.listed, examples: failures.slice(0, SHOWN) },
    rejects: {
      total: records.rejected,
      of: records.rows,
      objects: rejects.objects,
      byRule: rejects.byRule,
      examples: rejects.examples.slice(0, SHOWN),
      prefix: records.rejected > 0 ? rejectsPrefix(run) : null,
    },
  }
}

/**
 * The objects of the children that failed, of each child the first; those that were only stopped, or never started, are
 * not at fault.
 */
async function readFailedChildren(store: ObjectStore, run: string): Promise<Trouble["failures"]> {
  const examples = makeFirstFew<Failure>(SHOWN, (left, right) => compareKeys(left.key, right.key))
  let total = 0
  for await (const page of store.list("output", { prefix: `${mapPrefix(run)}/` })) {
    for (const { key } of page.filter((summary) => summary.key.endsWith("/manifest.json"))) {
      for await (const { state, entry } of readChildren(store, { Bucket: "output", Key: key })) {
        if (state !== "FAILED" || entry.Status === "ABORTED") continue
        const { Error: error = entry.Status, Cause: cause = "no cause was given" } = entry
        const { Items } = entry.Input
        const message = `is the first of a batch of ${Items.length} that failed: ${error}: ${readableCause(cause)}`
        examples.add({ key: Items[0]!.Key, error, message })
        total += Items.length
      }
    }
  }
  return { total, of: null, examples: [...examples.values()] }
}
