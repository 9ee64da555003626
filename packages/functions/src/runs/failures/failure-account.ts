import type { Failure, Reject } from "@mapfold/core/batch/batch-file"
import type { Report } from "@mapfold/core/report/report"
import type { BatchDigest } from "../batches/batch-digest.ts"

export type FoundFailure = Failure & { readonly child: string | null }

/** What has failed in a run, from whatever tells of it. */
export type Failures = {
  readonly failures: readonly FoundFailure[]
  readonly objects: { readonly failed: number; readonly listed: number }
  readonly records: { readonly rejected: number; readonly rows: number; readonly objects: number }
  readonly byRule: Readonly<Record<string, number>>
  readonly examples: readonly Reject[]
  /** True where there is more than was looked at. */
  readonly isPartial: boolean
}

/** Failures that are held, and rejects that are shown of each rule. */
const MAX_FAILURES = 10_000
const EXAMPLES = 3

export type FailureAccount = ReturnType<typeof makeFailureAccount>

/** Sums what children and batch files say. */
export function makeFailureAccount() {
  const failures: FoundFailure[] = []
  const examples: Reject[] = []
  const byRule = new Map<string, number>()
  const sums = { failed: 0, listed: 0, rejected: 0, rows: 0, objects: 0, children: 0 }
  let isPartial = false

  function fail(failure: FoundFailure): void {
    sums.failed++
    if (failures.length < MAX_FAILURES) failures.push(failure)
    else isPartial = true
  }

  return {
    isEmpty: () => sums.children === 0,
    addChild(items: number): void {
      sums.children++
      sums.listed += items
    },
    fail,
    addDigest(digest: BatchDigest, child: string | null): void {
      for (const failure of digest.failures) fail({ ...failure, child })
      sums.rejected += digest.records.rejected
      sums.rows += digest.records.rows
      sums.objects += digest.rejects.objects
      for (const [rule, count] of Object.entries(digest.rejects.byRule))
        byRule.set(rule, (byRule.get(rule) ?? 0) + count)
      for (const reject of digest.rejects.examples)
        if (examples.filter(({ rule }) => rule === reject.rule).length < EXAMPLES) examples.push(reject)
    },
    leaveOut(): void {
      isPartial = true
    },
    finish: (report: Report | null): Failures => ({
      failures,
      objects: {
        failed: report?.objects.failed ?? sums.failed,
        listed: report?.objects.listed ?? sums.listed,
      },
      records: { rejected: sums.rejected, rows: sums.rows, objects: sums.objects },
      ...{ byRule: Object.fromEntries(byRule), examples, isPartial },
    }),
  }
}
