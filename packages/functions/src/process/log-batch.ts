import type { BatchFile } from "@mapfold/core/batch/batch-file"
import type { BatchLog } from "@mapfold/core/batch/batch-log"
import { describeReject } from "@mapfold/core/report/describe"
import type { Log } from "../log.ts"

/** Lines of failed objects that one batch writes: the batch file has them all. */
const MAX_FAILURES = 1_000

/** Says what became of a batch: its failed objects, its rejects by rule and a few of them, and how long it took. */
export function logBatch(log: Log, file: BatchFile, timed: BatchLog): void {
  const { run, batch } = timed
  for (const { key, error: name, message } of file.failures.slice(0, MAX_FAILURES))
    log.error("object failed", { run, batch, object: key, error: { name, message } })
  if (file.failures.length > MAX_FAILURES)
    log.error(`${file.failures.length - MAX_FAILURES} more objects failed: the batch file names them`, {
      run,
      batch,
    })
  for (const reject of file.rejects.examples) {
    const { key, line, column, rule } = reject
    // without the value: what is in the files has no place in a log
    log.warn(`record rejected: ${describeReject({ ...reject, value: null })}`, {
      ...{ run, batch, object: key, line, column, rule },
    })
  }
  for (const [rule, rejected] of Object.entries(file.rejects.byRule))
    log.warn("records rejected", { run, batch, rule, rejected })
  const { objects, durationMs, readMs, computeMs, writeMs, retries } = timed
  const { rows } = file.records
  log.info("batch processed", {
    ...{ run, batch, objects, failed: file.objects.failed, rows, bytes: file.bytes },
    ...{ durationMs, readMs, computeMs, writeMs, retries },
  })
}
