import type { Execution } from "../aws/execution.ts"
import type { BatchDigest } from "../batches/batch-digest.ts"
import type { Ports } from "../ports.ts"

/** Rows and bytes for each object that was processed, skipped or failed. */
export type Sample = {
  readonly objects: number
  readonly rows: number
  readonly bytes: number
  readonly batches: number
}

/** Batches looked at of one run: their names are hashes, so the first of them are as good as any. */
const BATCHES = 32
/** And of those, newly in one poll. */
const READ_AT_ONCE = 8
/** Milliseconds for which a sample is taken as it was that would not become much better. */
const LONG = 600_000
/** Batch files come in pairs, with their log files: a page of a listing, to find those that are there. */
const LISTED = 1_000

/** What some of the batch files say that are there so far; null while there is none. */
export async function sampleBatches(ports: Ports, execution: Execution): Promise<Sample | null> {
  const { cache, fresh, files } = ports
  const { run, endedAt } = execution
  const isEnough = (sample: Sample | null) => endedAt !== null || sample?.batches === BATCHES
  const milliseconds = (sample: Sample | null) => (isEnough(sample) ? LONG : fresh)
  return cache.get(`run/${run}/sample/${endedAt?.getTime()}`, { milliseconds }, async () => {
    const found = await files.list(run, "batches/", LISTED)
    const ids = found.flatMap(({ key }) => /\/([0-9a-f]{64})\.json$/.exec(key)?.[1] ?? [])
    const digests: (BatchDigest | null)[] = []
    for (let at = 0; at < Math.min(ids.length, BATCHES); at += READ_AT_ONCE) {
      const some = ids.slice(at, Math.min(at + READ_AT_ONCE, BATCHES))
      digests.push(...(await Promise.all(some.map((id) => files.digest(run, id)))))
    }
    return sum(digests.filter((digest) => digest !== null))
  })
}

function sum(digests: readonly BatchDigest[]): Sample | null {
  let [objects, rows, bytes] = [0, 0, 0]
  for (const { objects: of, records, bytes: read } of digests) {
    objects += of.processed + of.skipped + of.failed
    rows += records.rows
    bytes += read
  }
  return objects === 0 ? null : { objects, rows, bytes, batches: digests.length }
}
