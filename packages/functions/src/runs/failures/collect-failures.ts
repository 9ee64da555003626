import { readableCause } from "@mapfold/core/report/readable-cause"
import type { Report } from "@mapfold/core/report/report"
import { readAhead } from "@mapfold/core/store/read-ahead"
import { ChildInput } from "@mapfold/core/workflow/payloads"
import { type Execution, parseJson, versionOf } from "../aws/execution.ts"
import type { Ports } from "../ports.ts"
import { findMapRun } from "../run/find-map-run.ts"
import {
  type FailureAccount,
  type Failures,
  type FoundFailure,
  makeFailureAccount,
} from "./failure-account.ts"
import { readEntries } from "./read-entries.ts"

/** Batch files that are read; children that are asked for one by one while the run goes on. */
const MAX_BATCHES = 2_000
const MAX_CHILDREN = 20
const AT_A_TIME = 16
const CAUSE_LENGTH = 300

/** From the report where it names them all, or as many as would be looked at; else from the children and batch files that there are. */
export async function collectFailures(ports: Ports, execution: Execution): Promise<Failures> {
  const report = await ports.files.report(execution)
  if (report !== null && (namesAll(report) || report.batches > MAX_BATCHES)) return ofReport(report)
  const { run, endedAt } = execution
  const life = {
    milliseconds: endedAt === null ? ports.fresh : 3_600_000,
    weigh: ({ failures }: Failures) => 5_000 + failures.length * 600,
  }
  return ports.cache.get(`run/${run}/failures/${versionOf(execution)}`, life, async () => {
    const account = makeFailureAccount()
    if (endedAt !== null) await addEntries(ports, execution, account)
    if (account.isEmpty()) await addSoFar(ports, execution, account)
    return account.finish(report)
  })
}

function ofReport(report: Report): Failures {
  const { failures, objects, records, rejects } = report
  return {
    failures: failures.map((failure) => ({ ...failure, child: null })),
    objects: { failed: objects.failed, listed: objects.listed },
    records: { rejected: records.rejected, rows: records.rows, objects: rejects.objects },
    ...{ byRule: rejects.byRule, examples: rejects.examples, isPartial: !namesAll(report) },
  }
}

function namesAll({ failures, objects }: Report): boolean {
  return objects.failed <= failures.length
}

/** All children of a run that has ended, as ResultWriter has them. Those that were stopped, or never started, are not at fault. */
async function addEntries(ports: Ports, execution: Execution, account: FailureAccount): Promise<void> {
  const { run } = execution
  const batches: { readonly id: string; readonly child: string }[] = []
  for await (const { state, entry } of readEntries(ports, execution)) {
    const { Items } = entry.Input
    account.addChild(Items.length)
    if (state === "SUCCEEDED") {
      for (const { index, error } of entry.Output.failed) {
        const message = `was processed alone, which ended as ${error}`
        if (Items[index] !== undefined)
          account.fail({ key: Items[index].Key, error, message, child: entry.Name })
      }
      batches.push(...entry.Output.batches.map((id) => ({ id, child: entry.Name })))
    } else if (state === "FAILED" && entry.Status !== "ABORTED") {
      const { Error: error = entry.Status, Cause: cause = "" } = entry
      for (const { Key } of Items) account.fail(ofWholeBatch(Key, error, cause, entry.Name))
    }
  }
  if (batches.length > MAX_BATCHES) account.leaveOut()
  const read = async ({ id, child }: (typeof batches)[number]) => ({
    digest: await ports.files.digest(run, id),
    child,
  })
  for await (const { digest, child } of readAhead(batches.slice(0, MAX_BATCHES), AT_A_TIME, read))
    if (digest !== null) account.addDigest(digest, child)
}

function ofWholeBatch(key: string, error: string, cause: string, child: string): FoundFailure {
  const why = readableCause(cause)
  const message = `is of a batch that failed as a whole: ${error}${why === "" ? "" : `: ${why.slice(0, CAUSE_LENGTH)}`}`
  return { key, error, message, child }
}

/** What there is while the run goes on, or where it was stopped: failed children, and the batch files so far. */
async function addSoFar(ports: Ports, execution: Execution, account: FailureAccount): Promise<void> {
  const { run } = execution
  const mapRunArn = await findMapRun(ports, execution)
  if (mapRunArn === null) return
  account.addChild((await ports.machine.mapRun(mapRunArn, execution)).itemCounts?.total ?? 0)
  for (const status of ["FAILED", "TIMED_OUT"] as const) await addFailedChildren(status)
  const found = await ports.files.list(run, "batches/", MAX_BATCHES * 2)
  if (found.length === MAX_BATCHES * 2) account.leaveOut()
  const ids = found.flatMap(({ key }) => /\/([0-9a-f]{64})\.json$/.exec(key)?.[1] ?? [])
  for await (const digest of readAhead(ids, AT_A_TIME, (id) => ports.files.digest(run, id)))
    if (digest !== null) account.addDigest(digest, null)

  async function addFailedChildren(status: "FAILED" | "TIMED_OUT"): Promise<void> {
    const asked = { mapRunArn: mapRunArn!, execution, status, count: MAX_CHILDREN }
    const { children, next } = await ports.machine.children(asked)
    if (next !== null) account.leaveOut()
    for (const { name = "" } of children) {
      const { input, error, cause = "" } = await ports.machine.child(mapRunArn!, execution, name)
      const items = ChildInput.safeParse(parseJson(input)).data?.Items ?? []
      for (const { Key } of items) account.fail(ofWholeBatch(Key, error ?? status, cause, name))
    }
  }
}
