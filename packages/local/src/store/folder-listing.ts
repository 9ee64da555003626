import type { ObjectSummary } from "@mapfold/core/store/object-store"
import { summarize } from "./folder-etag.ts"
import type { BucketFolder } from "./folder-reader.ts"
import { walkFolder } from "./walk-folder.ts"

/** What S3 answers at once. https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html */
const PAGE = 1_000

/** The objects under the prefix, in the byte order of their keys, in pages of at most 1,000. */
export function* listFolder(place: BucketFolder, prefix: string): Generator<ObjectSummary[]> {
  const { folder, known } = place
  const walk = walkFolder(place, prefix, { after: "", skip: null })
  let isPlain: boolean | undefined
  let page: ObjectSummary[] = []
  for (const { key, stats } of walk) {
    isPlain ??= known.hasNone(folder)
    page.push(summarize(key, stats, isPlain ? null : known.find(folder, key, stats)))
    if (page.length < PAGE) continue
    yield page
    page = []
  }
  if (page.length > 0) yield page
}
