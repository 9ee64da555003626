import { BATCH_FORMAT, type BatchFile, type Failure } from "../batch/batch-file.ts"
import type { ProcessOutput } from "../workflow/payloads.ts"
import type { BatchProcessor, ObjectOutcome } from "./processor.ts"

/** Counts what became of each object of a batch. */
export type BatchAccount = {
  /** An object that is none of the job's. */
  skip(): void
  add(outcome: ObjectOutcome): void
  fail(failure: Failure): void
  counts(): ProcessOutput["counts"]
  /** `rejectParts`: the files that its rejects were written to, where that is not the batch's own. */
  toFile(batch: string, rejectParts: readonly string[]): BatchFile
}

export function makeBatchAccount(processor: BatchProcessor): BatchAccount {
  const objects = { processed: 0, skipped: 0, failed: 0 }
  const records = { rows: 0, kept: 0, filtered: 0, rejected: 0 }
  const failures: Failure[] = []
  let bytes = 0

  function fail(failure: Failure): void {
    objects.failed++
    failures.push(failure)
  }

  return {
    skip() {
      objects.skipped++
    },
    add(outcome) {
      if (outcome.status === "failed") return fail(outcome.failure)
      objects.processed++
      bytes += outcome.bytes
      records.rows += outcome.records.rows
      records.kept += outcome.records.kept
      records.filtered += outcome.records.filtered
      records.rejected += outcome.records.rejected
    },
    fail,
    counts: () => ({ objects, records, bytes }),
    toFile(batch, rejectParts) {
      const parts = rejectParts.length === 0 ? {} : { parts: [...rejectParts] }
      const { objects: rejectedIn, byRule, examples } = processor.rejects.summary()
      const rejects = { objects: rejectedIn, byRule, examples: [...examples], ...parts }
      return {
        format: BATCH_FORMAT,
        batch,
        objects,
        records,
        bytes,
        failures,
        rejects,
        missing: processor.missing(),
        tally: processor.tally(),
      }
    },
  }
}
