import type { BatchFile, Failure, Reject } from "../batch/batch-file.ts"
import { compareKeys } from "../store/key-order.ts"
import { makeFirstFew } from "./first-few.ts"
import type { Report } from "./report.ts"

/** What the report shows of failures; the batch files have them all. */
const SHOWN_FAILURES = 1_000
/** Enough to see what is wrong with a file; `runs/<run>/rejects/` has them all. */
const SHOWN_REJECTS = 20

/** The parts of a report that are sums over its children. */
export type Totals = Pick<
  Report,
  "objects" | "records" | "bytes" | "batches" | "failures" | "rejects" | "missing"
>

export type RunTotals = {
  /** Objects that were given to a child, whatever became of them. */
  addListed(count: number): void
  addBatch(batch: BatchFile): void
  /** An object that no batch file tells of. */
  addFailure(failure: Failure): void
  totals(): Totals
}

/** Sums what children say of themselves. The sums, and the failures and rejects shown, do not depend on the order. */
export function makeRunTotals(): RunTotals {
  const objects = { listed: 0, processed: 0, skipped: 0, failed: 0 }
  const records = { rows: 0, kept: 0, filtered: 0, rejected: 0 }
  const sums = { bytes: 0, batches: 0, objectsWithRejects: 0 }
  const byRule = new Map<string, number>()
  const missing = new Map<string, number>()
  const failures = makeFirstFew(SHOWN_FAILURES, compareFailures)
  const examples = makeFirstFew(SHOWN_REJECTS, compareRejects)

  return {
    addListed(count) {
      objects.listed += count
    },
    addBatch(batch) {
      addCounts(objects, batch.objects)
      addCounts(records, batch.records)
      sums.bytes += batch.bytes
      sums.batches++
      sums.objectsWithRejects += batch.rejects.objects
      addNamed(byRule, batch.rejects.byRule)
      addNamed(missing, batch.missing ?? {})
      for (const failure of batch.failures) failures.add(failure)
      for (const reject of batch.rejects.examples) examples.add(reject)
    },
    addFailure(failure) {
      objects.failed++
      failures.add(failure)
    },
    totals: () => ({
      objects: { ...objects },
      records: { ...records },
      bytes: sums.bytes,
      batches: sums.batches,
      failures: [...failures.values()],
      rejects: {
        objects: sums.objectsWithRejects,
        byRule: toSorted(byRule),
        examples: [...examples.values()],
      },
      missing: toSorted(missing),
    }),
  }
}

function addCounts(sum: Record<string, number>, counts: Readonly<Record<string, number>>): void {
  for (const [name, count] of Object.entries(counts)) sum[name] = (sum[name] ?? 0) + count
}

function addNamed(sums: Map<string, number>, counts: Readonly<Record<string, number>>): void {
  for (const [name, count] of Object.entries(counts)) sums.set(name, (sums.get(name) ?? 0) + count)
}

/** By name, so that the order of arrival leaves no trace. */
function toSorted(sums: ReadonlyMap<string, number>): Record<string, number> {
  return Object.fromEntries([...sums].sort(([left], [right]) => compareKeys(left, right)))
}

function compareFailures(left: Failure, right: Failure): number {
  return compareKeys(left.key, right.key) || compareKeys(left.error, right.error)
}

function compareRejects(left: Reject, right: Reject): number {
  return (
    compareKeys(left.key, right.key) ||
    left.line - right.line ||
    compareKeys(left.column ?? "", right.column ?? "") ||
    compareKeys(left.rule, right.rule)
  )
}
