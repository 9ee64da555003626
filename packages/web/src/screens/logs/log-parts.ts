import type { LogPage } from "@mapfold/core/status/log-view"

/** A page of the log, and where it began. */
export type LogPart = LogPage & { readonly after: string | undefined }

/** What is known of a run's log: pages that follow one another. */
export type LogParts = {
  readonly parts: readonly LogPart[]
  /** True where earlier pages were let go. */
  readonly isCut: boolean
}

export type Wanted = {
  /** Pages to have at least. */
  readonly parts: number
  /** To the end, whatever comes. */
  readonly isFollowing: boolean
}

export const NO_PARTS: LogParts = { parts: [], isCut: false }
/** Pages read in one go: a filter that few lines meet is looked for so far, then it is somebody's to go on. */
const AT_ONCE = 10
/** Pages that are kept while following: 2,000 lines are what a page of a browser scrolls well. */
const KEPT = 4

/**
 * Reads on from what is known. The last page is read again from its start, since more may have come to it; those before it
 * are full and stay as they were, so that a long log costs one request a look. A page without any line is read past.
 */
export async function readOn(
  known: LogParts,
  wanted: Wanted,
  read: (after: string | undefined) => Promise<LogPage>,
): Promise<LogParts> {
  const parts = known.parts.slice(0, -1)
  let after = known.parts.at(-1)?.after
  for (let reads = 0; reads < AT_ONCE; reads++) {
    const page = await read(after)
    parts.push({ after, ...page })
    if (page.next === null || (!wanted.isFollowing && isEnough(parts, wanted.parts))) break
    after = page.next
  }
  const kept = wanted.isFollowing ? parts.slice(-KEPT) : parts
  return { parts: kept, isCut: known.isCut || kept.length < parts.length }
}

function isEnough(parts: readonly LogPart[], wanted: number): boolean {
  return parts.length >= wanted && parts.some(({ lines }) => lines.length > 0)
}
