import type { Failure, Reject } from "@mapfold/core/batch/batch-file"
import { BatchFile } from "@mapfold/core/batch/batch-file"

/** Of a batch file, all but its tally: what is shown of a batch, and little enough to remember. */
export type BatchDigest = Pick<BatchFile, "batch" | "objects" | "records" | "bytes"> & {
  readonly failures: readonly Failure[]
  readonly rejects: BatchFile["rejects"]
}

/** Without the tally, which is the larger part and nothing to look at. */
const Digest = BatchFile.omit({ tally: true }).loose()

/** Null where the file is none of Mapfold's. */
export function toDigest(content: unknown): BatchDigest | null {
  const parsed = Digest.safeParse(content)
  if (!parsed.success) return null
  const { batch, objects, records, bytes, failures, rejects } = parsed.data
  return { batch, objects, records, bytes, failures, rejects }
}

/** Bytes that it takes in memory, more or less. */
export function weighDigest(digest: BatchDigest | null): number {
  if (digest === null) return 100
  const { failures, rejects } = digest
  const ofFailure = ({ key, message }: Failure) => 2 * (key.length + message.length) + 200
  const ofReject = ({ raw, message }: Reject) => 2 * (raw.length + message.length) + 600
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 1_000)
  return sum(failures.map(ofFailure)) + sum(rejects.examples.map(ofReject))
}
