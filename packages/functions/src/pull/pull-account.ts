import type { Failure } from "@mapfold/core/batch/batch-file"
import type { ObjectSummary } from "@mapfold/core/store/object-store"
import { isKnown, type Wanted } from "./find-wanted.ts"
import { type Pulled, SHOWN_FAILURES } from "./pull.ts"
import type { PullManifest } from "./pull-manifest.ts"
import type { ItemOutcome } from "./read-copies.ts"

export type PullAccount = {
  take(outcome: ItemOutcome): void
  /** What of a pull that was stopped has landed: its batches tell nothing. */
  takeListing(present: ReadonlyMap<string, ObjectSummary>): void
  pulled(): Pulled
}

export type PullSums = {
  readonly listed: number
  readonly kept: number
  /** What its ETag does not tell of a copy is added to it. */
  readonly manifest: PullManifest
}

/** What becomes of the wanted objects. One of which nothing is heard has failed or, in a pull that was stopped, was not begun. */
export function makePullAccount(
  wanted: readonly Wanted[],
  { listed, kept, manifest }: PullSums,
): PullAccount {
  const left = new Map(wanted.map((each) => [each.object.key, each]))
  const counts = { listed, added: 0, changed: 0, kept, failed: 0 }
  const failures: Failure[] = []
  let bytes = 0
  let isStopped = false

  function addCopied({ object, there }: Wanted): void {
    counts[there === undefined ? "added" : "changed"]++
    bytes += object.size
    left.delete(object.key)
  }
  function addFailure(failure: Failure): void {
    counts.failed++
    if (failures.length < SHOWN_FAILURES) failures.push(failure)
    left.delete(failure.key)
  }

  return {
    take(outcome) {
      const key = outcome.item.Key
      const each = left.get(key)
      if (each === undefined) return
      if ("error" in outcome) addFailure({ key, error: outcome.error, message: outcome.message })
      else {
        addCopied(each)
        const { size, etag } = each.object
        if (outcome.etag !== etag) manifest.add({ key, size, etag, targetEtag: outcome.etag })
      }
    },
    takeListing(present) {
      isStopped = true
      for (const each of wanted)
        if (isKnown(each.object, present.get(each.object.key), manifest)) addCopied(each)
    },
    pulled() {
      const message = "was in no batch that told what became of it: pull again"
      if (!isStopped) for (const key of [...left.keys()]) addFailure({ key, error: "NotTold", message })
      return { objects: counts, bytes, failures, isWhole: left.size === 0 }
    },
  }
}
