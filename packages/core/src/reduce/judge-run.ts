import type { Selection } from "../job/selection.ts"
import { describeFailure, describeReject } from "../report/describe.ts"
import type { Totals } from "../report/run-totals.ts"
import { isTolerated, type Limits } from "../run/tolerance.ts"
import { MixedVersions, NoObjects, NotReconciled, ToleranceExceeded } from "./errors.ts"

/** Objects that a message names. */
const NAMED = 20
/** Characters: a cause in Step Functions has at most 32,768, and holds the message up to three times. */
const LONGEST_LIST = 6_000
/** Characters of one entry. */
const LONGEST_ENTRY = 1_000

export type Judged = {
  readonly totals: Totals
  readonly imbalances: readonly string[]
  readonly strangers: readonly string[]
  /** Of the code that reduces. */
  readonly job: { readonly name: string; readonly version: number }
  readonly input: { readonly bucket: string } & Selection
  readonly tolerate: { readonly objects: Limits; readonly records: Limits }
  /** The report's address, which ends every message. */
  readonly report: string
}

/** The error for which a run can have no result, or null. */
export function judgeRun(run: Judged): Error | null {
  const end = `; the report is ${run.report}`
  if (run.strangers.length > 0) return new MixedVersions(`${describeStrangers(run)}${end}`)
  const imbalances = [...run.imbalances, ...checkSums(run.totals)]
  if (imbalances.length > 0)
    return new NotReconciled(
      `not every object is accounted for, so there is no result: ${list(imbalances)}${end}`,
    )
  const { objects } = run.totals
  if (objects.processed === 0 && objects.failed === 0) return new NoObjects(`${describeNothing(run)}${end}`)
  const excesses = [...describeFailed(run), ...describeRejected(run)]
  return excesses.length > 0 ? new ToleranceExceeded(`${excesses.join("; ")}${end}`) : null
}

function describeStrangers({ job, strangers }: Judged): string {
  return (
    `the code changed while the run was on: this is job "${job.name}", version ${job.version}, and ${list(strangers)}; ` +
    "start the run again"
  )
}

function checkSums({ objects, records }: Totals): string[] {
  const problems: string[] = []
  const { listed, processed, skipped, failed } = objects
  const { rows, kept, filtered, rejected } = records
  if (listed !== processed + skipped + failed)
    problems.push(`${listed} listed, but ${processed} processed, ${skipped} skipped and ${failed} failed`)
  if (rows !== kept + filtered + rejected)
    problems.push(`${rows} rows, but ${kept} kept, ${filtered} filtered and ${rejected} rejected`)
  return problems
}

function describeNothing({ totals, input }: Judged): string {
  const { listed } = totals.objects
  const advice = "check the bucket and the run's params"
  if (listed === 0) return `there is no object under s3://${input.bucket}/${input.prefix}: ${advice}`
  return `none of the ${listed} objects under s3://${input.bucket}/${input.prefix} ends in "${input.suffix}": ${advice}`
}

function* describeFailed({ totals: { objects, failures }, tolerate }: Judged): Generator<string> {
  const { failed, listed } = objects
  if (isTolerated(failed, listed, tolerate.objects)) return
  const limit = describeLimits(tolerate.objects)
  yield `${failed} of ${listed} objects failed, ${limit}: ${list(failures.map(describeFailure), failed)}`
}

function* describeRejected({ totals: { records, rejects }, tolerate }: Judged): Generator<string> {
  const { rejected, rows } = records
  if (isTolerated(rejected, rows, tolerate.records)) return
  const rules = Object.entries(rejects.byRule).map(([rule, count]) => `${rule} ${count} times`)
  yield `${rejected} of ${rows} records in ${rejects.objects} ${rejects.objects === 1 ? "object" : "objects"} were rejected, ${describeLimits(tolerate.records)}: ` +
    `${list(rules)}; for example ${list(rejects.examples.map(describeReject), rejected)}`
}

function describeLimits({ count, percent }: Limits): string {
  if (count === 0) return "and none is tolerated"
  return percent < 100 ? `and at most ${percent}% are tolerated` : `and at most ${count} are tolerated`
}

/** The first few, as many as a message may hold, and how many more there are of `total`. */
function list(entries: readonly string[], total = entries.length): string {
  const named: string[] = []
  let length = 0
  for (const entry of entries.slice(0, NAMED)) {
    const text = entry.length > LONGEST_ENTRY ? `${entry.slice(0, LONGEST_ENTRY)}…` : entry
    length += text.length
    if (named.length > 0 && length > LONGEST_LIST) break
    named.push(text)
  }
  const more = total - named.length
  return more > 0 ? `${named.join("; ")}; and ${more} more` : named.join("; ")
}
