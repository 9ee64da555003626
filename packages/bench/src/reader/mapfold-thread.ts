import { gsodHottest } from "@mapfold/core/jobs/gsod/hottest"
import { makeProcessor } from "@mapfold/core/process/processor"
import type { Gunzip } from "@mapfold/core/rows/gzip-source"
import { makeTallyFold } from "@mapfold/core/tally/tally-fold"
import { makeFolderStore } from "@mapfold/local/store/folder-store"
import { BenchFailed } from "../errors.ts"
import type { AnswerRow } from "./answer.ts"

const BUCKET = "input"

const refuse: Gunzip = () => {
  throw new BenchFailed("made files are not compressed")
}

/** Everything that a run's handlers do with the objects, in this thread: list, open, read, decode, tally and fold. */
export async function answerInThread(bucket: string, year: number): Promise<AnswerRow[]> {
  const store = makeFolderStore({ buckets: { [BUCKET]: bucket } })
  const batch = makeProcessor(gsodHottest, refuse).startBatch({ year })
  for await (const page of store.list(BUCKET, { prefix: `${year}/` })) {
    for (const { key, etag } of page) {
      const opened = store.open(BUCKET, key, { ifMatch: etag })
      const reader = opened instanceof Promise ? await opened : opened
      const processed = batch.processObject(key, reader)
      const outcome = processed instanceof Promise ? await processed : processed
      if (outcome.status === "failed") throw new BenchFailed(`${key}: ${outcome.failure.message}`)
    }
  }
  const fold = makeTallyFold(gsodHottest)
  fold.add(batch.tally())
  return fold.rows() as AnswerRow[]
}
