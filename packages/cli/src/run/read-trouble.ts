import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import type { Failure } from "@mapfold/core/batch/batch-file"
import { readChildren } from "@mapfold/core/reduce/read-children"
import { makeFirstFew } from "@mapfold/core/report/first-few"
import { readableCause } from "@mapfold/core/report/readable-cause"
import { Report } from "@mapfold/core/report/report"
import { mapPrefix, rejectsPrefix, reportKey } from "@mapfold/core/run/layout"
import { compareKeys } from "@mapfold/core/store/key-order"
import { makeFolderStore } from "@mapfold/local/store/folder-store"
import { NO_TROUBLE, type Trouble } from "./trouble.ts"

/** Of failures, and of rejects: enough to see what kind they are of. */
const SHOWN = 5

/** What a run's report says of its failures and rejects or, where it did not come so far, what its map run does. */
export async function readTrouble(output: string, run: string): Promise<Trouble> {
  const report = join(output, reportKey(run))
  if (existsSync(report)) return ofReport(Report.parse(JSON.parse(readFileSync(report, "utf8"))))
  return { ...NO_TROUBLE, failures: await readFailedChildren(output, run) }
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
async function readFailedChildren(output: string, run: string): Promise<Trouble["failures"]> {
  const store = makeFolderStore({ buckets: { output } })
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
