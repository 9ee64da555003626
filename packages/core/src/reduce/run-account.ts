import type { BatchFile } from "../batch/batch-file.ts"
import type { Job, ResultRow } from "../job/job.ts"
import { readableCause } from "../report/readable-cause.ts"
import { makeRunTotals, type Totals } from "../report/run-totals.ts"
import { makeTallyFold } from "../tally/tally-fold.ts"
import type { SucceededEntry, UnfinishedEntry } from "./map-results.ts"
import type { Child } from "./read-children.ts"

/** Of what is wrong, what is kept to be told. */
const KEPT_PROBLEMS = 20
/** Characters of a child's cause that are kept: it can be 32 KB, once for each of its objects. */
const CAUSE_LENGTH = 300

/** What ends an invocation from outside, in words. */
const ENDS: Readonly<Record<string, string>> = {
  "Sandbox.Timedout": "took longer than a call may take",
  "Runtime.OutOfMemory": "took more memory than there is",
  "Runtime.ExitError": "ended its worker: the job's code, or a library of it, crashed",
  "States.Timeout": "was given up: the time of its batch was over",
}

/** A batch file as it was found. */
export type BatchReading = { readonly id: string; readonly batch: BatchFile | null; readonly problem: string }

/** What the children of a run come to. */
export type RunAccount = {
  /** With what was found under each of the child's batches, in their order. */
  add(child: Child, readings: readonly BatchReading[]): void
  totals(): Totals
  /** Why objects or records are not accounted for; none where all are. */
  imbalances(): readonly string[]
  /** Batches of another version of the job: they are counted, and not in the rows. */
  strangers(): readonly string[]
  rows(): readonly ResultRow[]
}

/** Sums the children's counts, folds their tallies and checks, child by child, that every object given was accounted for. */
export function makeRunAccount(job: Job): RunAccount {
  const totals = makeRunTotals()
  const fold = makeTallyFold(job)
  const seen = new Set<string>()
  const imbalances: string[] = []
  const strangers: string[] = []
  const tell = (problems: string[], problem: string) => {
    if (problems.length < KEPT_PROBLEMS) problems.push(problem)
  }

  function addBatch(batch: BatchFile): void {
    totals.addBatch(batch)
    for (const problem of checkBatch(batch)) tell(imbalances, problem)
    const { job: name, jobVersion } = batch.tally
    if (name === job.name && jobVersion === job.version) fold.add(batch.tally)
    else tell(strangers, `batch ${batch.batch} is of job "${name}", version ${jobVersion}`)
  }

  function addSucceeded({ Name, Input, Output }: SucceededEntry, readings: readonly BatchReading[]): void {
    let accounted = 0
    for (const { id, batch, problem } of readings) {
      if (batch === null) tell(imbalances, `child ${Name}: ${problem}`)
      else if (seen.has(id)) tell(imbalances, `child ${Name}: batch ${id} was counted before`)
      else {
        addBatch(batch)
        accounted += batch.objects.processed + batch.objects.skipped + batch.objects.failed
      }
      seen.add(id)
    }
    for (const { index, error } of Output.failed) {
      const item = Input.Items[index]
      if (item === undefined) tell(imbalances, `child ${Name}: its failed item ${index} does not exist`)
      else {
        totals.addFailure({ key: item.Key, error, message: describeEnd(error) })
        accounted++
      }
    }
    if (accounted !== Input.Items.length)
      tell(imbalances, `child ${Name} was given ${Input.Items.length} objects and accounts for ${accounted}`)
  }

  function addUnfinished({
    Input,
    Status,
    Error: error = Status,
    Cause = "no cause was given",
  }: UnfinishedEntry): void {
    const message =
      Status === "PENDING"
        ? "is of a batch that never started"
        : `is of a batch that ended ${Status}: ${shorten(readableCause(Cause))}`
    for (const { Key } of Input.Items) totals.addFailure({ key: Key, error, message })
  }

  return {
    add(child, readings) {
      totals.addListed(child.entry.Input.Items.length)
      if (child.state === "SUCCEEDED") addSucceeded(child.entry, readings)
      else addUnfinished(child.entry)
    },
    totals: () => totals.totals(),
    imbalances: () => imbalances,
    strangers: () => strangers,
    rows: () => fold.rows(),
  }
}

function* checkBatch({ batch, objects, records, failures }: BatchFile): Generator<string> {
  const { rows, kept, filtered, rejected } = records
  if (rows !== kept + filtered + rejected)
    yield `batch ${batch}: ${rows} rows, but ${kept} kept, ${filtered} filtered and ${rejected} rejected`
  if (failures.length !== objects.failed)
    yield `batch ${batch}: ${objects.failed} objects failed, but ${failures.length} are named`
}

/** Why an object failed that was processed alone, by how its invocation ended. */
function describeEnd(error: string): string {
  const why = Object.hasOwn(ENDS, error) ? ENDS[error] : `failed as ${error}`
  return `was processed alone, which ${why}`
}

function shorten(cause: string): string {
  return cause.length > CAUSE_LENGTH ? `${cause.slice(0, CAUSE_LENGTH)}…` : cause
}
