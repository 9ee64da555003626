import { Report } from "@mapfold/core/report/report"
import { batchKey, batchLogKey, reportKey, runPrefix } from "@mapfold/core/run/layout"
import { BucketNotFound, ObjectNotFound } from "@mapfold/core/store/errors"
import type { ObjectReader, ObjectSummary } from "@mapfold/core/store/object-store"
import { readObject } from "@mapfold/core/store/read-object"
import { ask } from "./aws/aws-errors.ts"
import type { Cache } from "./aws/cache.ts"
import { type Execution, parseJson, versionOf } from "./aws/execution.ts"
import { type BatchDigest, toDigest, weighDigest } from "./batches/batch-digest.ts"
import { type BatchTimes, toBatchTimes } from "./batches/batch-times.ts"
import type { RunPlace } from "./run-place.ts"

/** What the runs have left in the output bucket, and nothing else of it. */
export type RunFiles = {
  /** Null while there is none: the run goes on, or it ended before Reduce. */
  report(execution: Execution): Promise<Report | null>
  /** Null where the batch has not been written, or is no batch file. */
  digest(run: string, batch: string): Promise<BatchDigest | null>
  times(run: string, batch: string): Promise<BatchTimes | null>
  /** Up to `limit` of what lies under a folder of the run, in the order of the keys. */
  list(run: string, folder: string, limit: number): Promise<readonly ObjectSummary[]>
  /** A file of the run, or null. */
  open(run: string, name: string): Promise<ObjectReader | null>
  head(run: string, name: string): Promise<ObjectSummary | null>
}

/** Bytes of a report, a thousand failures in it; and of a batch file, whose tally may have 100,000 groups. */
const MAX_REPORT = 16 * 1024 * 1024
const MAX_BATCH = 64 * 1024 * 1024
const MAX_LOG = 1024 * 1024
/** Milliseconds for which a batch file is remembered: its content follows from its name. */
const FOR_GOOD = 3_600_000
/** And that there is none. */
const BRIEFLY = 1_000
/** Tells that a name in a key is one, and leads nowhere else. */
const BATCH = /^[0-9a-f]{64}$/

/** Whether there is nothing: a run's files may have been removed, and the folder that was its bucket with them. */
export function isMissing(error: unknown): boolean {
  return error instanceof ObjectNotFound || error instanceof BucketNotFound
}

export function makeRunFiles({
  placeOf,
  bucket,
  cache,
}: {
  readonly placeOf: (run: string) => Promise<RunPlace>
  readonly bucket: string
  readonly cache: Cache
}): RunFiles {
  async function readJson(run: string, key: string, limit: number): Promise<unknown> {
    const { store } = await placeOf(run)
    try {
      const { bytes } = await ask("s3:GetObject", () => readObject(store, bucket, key, limit))
      return parseJson(new TextDecoder().decode(bytes))
    } catch (error) {
      if (isMissing(error) || error instanceof RangeError) return null
      throw error
    }
  }

  /** What is there stays, what is not may come. */
  function remember<T>(key: string, weigh: (value: T | null) => number, read: () => Promise<T | null>) {
    const milliseconds = (value: T | null) => (value === null ? BRIEFLY : FOR_GOOD)
    return cache.get<T | null>(key, { milliseconds, weigh }, read)
  }

  return {
    async report(execution) {
      const { run, endedAt } = execution
      // one that lies there while the run goes on is of before it was redriven
      if (endedAt === null) return null
      const weigh = (report: Report | null) => 2_000 + (report?.failures.length ?? 0) * 500
      return remember(`run/${run}/report/${versionOf(execution)}`, weigh, async () => {
        return Report.safeParse(await readJson(run, reportKey(run), MAX_REPORT)).data ?? null
      })
    },
    async digest(run, batch) {
      if (!BATCH.test(batch)) return null
      return remember(`batch/${run}/${batch}`, weighDigest, async () =>
        toDigest(await readJson(run, batchKey(run, batch), MAX_BATCH)),
      )
    },
    async times(run, batch) {
      if (!BATCH.test(batch)) return null
      const weigh = () => 1_000
      return remember(`times/${run}/${batch}`, weigh, async () =>
        toBatchTimes(await readJson(run, batchLogKey(run, batch), MAX_LOG)),
      )
    },
    async list(run, folder, limit) {
      const { store } = await placeOf(run)
      const found: ObjectSummary[] = []
      const pages = store.list(bucket, { prefix: `${runPrefix(run)}${folder}` })[Symbol.asyncIterator]()
      try {
        while (found.length < limit) {
          const { done, value } = await ask("s3:ListBucket", () => pages.next())
          if (done === true) break
          found.push(...value)
        }
      } catch (error) {
        if (!isMissing(error)) throw error
      }
      await pages.return?.()
      return found.slice(0, limit)
    },
    async open(run, name) {
      const { store } = await placeOf(run)
      try {
        return await ask("s3:GetObject", async () => store.open(bucket, `${runPrefix(run)}${name}`))
      } catch (error) {
        if (isMissing(error)) return null
        throw error
      }
    },
    async head(run, name) {
      const { store } = await placeOf(run)
      try {
        return await ask("s3:GetObject", async () => store.head(bucket, `${runPrefix(run)}${name}`))
      } catch (error) {
        if (isMissing(error)) return null
        throw error
      }
    },
  }
}
