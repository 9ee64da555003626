import { Reject } from "@mapfold/core/batch/batch-file"
import {
  type BatchProcessor,
  makeProcessor,
  type ObjectOutcome,
  type Processor,
} from "@mapfold/core/process/processor"
import type { RejectSummary } from "@mapfold/core/process/reject-log"
import type { TallyFile } from "@mapfold/core/tally/tally-file"
import { gunzip } from "@mapfold/functions/gunzip"
import { expectEqual, expectTrue, Finding } from "./finding.ts"
import type { FuzzCase, FuzzObject, Reading } from "./fuzz-case.ts"
import { openObject, WHOLE } from "./open-object.ts"
import { SUBJECTS, type Subject, type SubjectName } from "./subjects.ts"

/** Everything that may be wrong with an object; any other error is a mistake of ours. */
export const FAILURES: readonly string[] = [
  ...["EmptyObject", "MalformedHeader", "MissingColumn", "DuplicateColumn", "UnclosedQuote", "RowTooLong"],
  ...["CutJson", "MalformedJson", "NotGzip", "CutGzip", "MalformedGzip", "GzipBomb", "TooManyRejects"],
  "SourceBroke",
]

/** What a case came to. */
export type Checked = { readonly rows: number; readonly failures: readonly string[] }

/** What a batch came to. */
type Account = {
  readonly tally: TallyFile
  readonly rejects: readonly Reject[]
  readonly summary: RejectSummary
}

/** One processor a subject, as in a worker: what an object leaves behind, the next one meets. */
export function makeBatchCheck() {
  const processors = new Map<SubjectName, Processor>()

  function startBatch(subject: SubjectName): BatchProcessor {
    const { job, params } = SUBJECTS[subject]
    const processor = processors.get(subject) ?? makeProcessor(job, gunzip)
    processors.set(subject, processor)
    return processor.startBatch(params)
  }

  /** Processes a case's objects and checks all that must hold; `again` also compares with the good objects alone. */
  return async function checkBatch({ subject, objects }: FuzzCase, again: boolean): Promise<Checked> {
    const batch = startBatch(subject)
    const outcomes: ObjectOutcome[] = []
    for (const object of objects) outcomes.push(await processOne(batch, object, object.reading))
    const account: Account = {
      tally: batch.tally(),
      rejects: batch.rejects.take(),
      summary: batch.rejects.summary(),
    }
    expectReconciled(SUBJECTS[subject], account, outcomes)
    if (again) await compareWithGood(account, objects, outcomes, () => startBatch(subject))
    return {
      rows: outcomes.reduce((sum, outcome) => sum + recordsOf(outcome).rows, 0),
      failures: outcomes.flatMap((outcome) => (outcome.status === "failed" ? [outcome.failure.error] : [])),
    }
  }
}

async function processOne(
  batch: BatchProcessor,
  object: FuzzObject,
  reading: Reading,
): Promise<ObjectOutcome> {
  const { reader, timesClosed } = openObject(object, reading)
  const outcome = await batch.processObject(object.key, reader)
  expectEqual(`${object.key}: how often it was closed`, timesClosed(), 1)
  if (outcome.status === "failed") {
    const { key, error, message } = outcome.failure
    expectTrue(`${key} fails as no object should: ${error}: ${message}`, FAILURES.includes(error))
  } else {
    expectTrue(`${object.key} is processed though its reading failed`, reading.failsAt === null)
    const { rows, kept, filtered, rejected } = outcome.records
    expectEqual(`${object.key}: rows`, rows, kept + filtered + rejected)
    expectEqual(`${object.key}: bytes`, outcome.bytes, object.bytes.length)
  }
  return outcome
}

function recordsOf(outcome: ObjectOutcome) {
  return outcome.status === "processed" ? outcome.records : { rows: 0, kept: 0, filtered: 0, rejected: 0 }
}

function expectReconciled(
  { job, counter }: Subject,
  { tally, rejects, summary: { objects, byRule } }: Account,
  outcomes: readonly ObjectOutcome[],
) {
  const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0)
  const rejected = outcomes.map((outcome) => recordsOf(outcome).rejected)
  expectEqual("rejects", rejects.length, sum(rejected))
  expectEqual("rejects by rule", sum(Object.values(byRule)), rejects.length)
  expectEqual("objects with rejects", objects, rejected.filter((count) => count > 0).length)
  for (const reject of rejects.slice(0, 20)) {
    const parsed = Reject.safeParse(reject)
    if (!parsed.success) throw new Finding(`${JSON.stringify(reject)} is no reject: ${parsed.error.message}`)
    expectTrue(`${JSON.stringify(reject)} is too long`, reject.raw.length <= 2_001)
  }
  if (counter === null) return
  const index = Object.keys(job.measures).indexOf(counter)
  const groups = groupsOf(tally)
  const counted = sum(groups.map(([, states]) => states[index] as number))
  expectEqual("records in the tally", counted, sum(outcomes.map((outcome) => recordsOf(outcome).kept)))
  expectTrue(
    "a group without records",
    groups.every(([, states]) => states[index] !== 0),
  )
}

function groupsOf(tally: TallyFile) {
  return tally.partitions.flatMap(({ groups }) => groups)
}

/**
 * The good objects alone, in another order and read whole, give the same tally and rejects to the last byte; the bad ones
 * alone fail with the same words and leave an empty tally.
 */
async function compareWithGood(
  account: Account,
  objects: readonly FuzzObject[],
  outcomes: readonly ObjectOutcome[],
  startBatch: () => BatchProcessor,
): Promise<void> {
  const isGood = (at: number) => outcomes[at]!.status === "processed"
  const good = startBatch()
  for (const [at, object] of [...objects.entries()].reverse()) {
    if (isGood(at))
      expectEqual(`${object.key} read whole`, await processOne(good, object, WHOLE), outcomes[at])
  }
  expectEqual("the tally of the good objects alone", good.tally(), account.tally)
  const byKey = (one: { key: string }, other: { key: string }) =>
    one.key < other.key ? -1 : one.key > other.key ? 1 : 0
  const rejects = [good.rejects.take(), account.rejects].map((each) => [...each].sort(byKey))
  expectEqual("the rejects of the good objects alone", rejects[0], rejects[1])
  const bad = startBatch()
  for (const [at, object] of objects.entries()) {
    const outcome = outcomes[at]!
    if (outcome.status === "processed" || object.reading.failsAt !== null) continue
    expectEqual(`${object.key} read whole`, await processOne(bad, object, WHOLE), outcome)
  }
  expectEqual("the groups of bad objects", groupsOf(bad.tally()), [])
}
