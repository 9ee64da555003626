import { archives } from "@mapfold/core/workflow/archives"
import { makeCopy } from "@mapfold/functions/copy"
import { makeMemoryStore } from "@mapfold/functions/memory-store.fixture"
import { CopyRefused } from "@mapfold/functions/pull/copy-within"
import type { Call } from "../evaluate/allows.ts"
import { recordStore } from "./record-store.fixture.ts"

/**
 * All calls of S3 that a pull makes in Copy's name, into the bucket of this ARN: a copy needs s3:GetObject on the source and
 * s3:PutObject on the target, an unsigned read nothing at all.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html
 */
export async function recordCopy(input: string): Promise<Call[]> {
  const calls: Call[] = []
  for (const { bucket, region } of archives) {
    const archive = makeMemoryStore(bucket)
    const Items = []
    for (const Key of ["2023/0.csv", "2023/1.csv"]) {
      const { etag: Etag } = await archive.store.put(bucket, Key, new Uint8Array(1))
      Items.push({ Key, Size: 1, Etag })
    }
    const copy = makeCopy({
      target: recordStore(makeMemoryStore("in").store, ({ action, key }) =>
        calls.push({ action, resource: `${input}/${key}` }),
      ),
      openSource: () => archive.store,
      async copyWithin({ source, key, etag }) {
        calls.push({ action: "s3:GetObject", resource: `arn:aws:s3:::${source}/${key}` })
        calls.push({ action: "s3:PutObject", resource: `${input}/${key}` })
        if (key === "2023/1.csv") throw new CopyRefused("it is not allowed")
        return { etag }
      },
    })
    const BatchInput = { run: "pull-1", source: { bucket, region }, target: "in" }
    const { failed } = await copy({ BatchInput, Items }, { getRemainingTimeInMillis: () => 120_000 })
    if (failed.length > 0) throw new Error(`the recording is not what it says: ${JSON.stringify(failed)}`)
  }
  return calls
}
