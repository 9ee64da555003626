import type { BigIntStats } from "node:fs"
import type { ObjectSummary } from "@mapfold/core/store/object-store"

/** `"<size>-<mtime in ns>"`, quotes included: the dash says that it is no MD5, which would take longer than processing the file. */
export function etagOf(stats: Pick<BigIntStats, "size" | "mtimeNs">): string {
  return `"${stats.size}-${stats.mtimeNs}"`
}

/** `known` is the ETag that was given to this state of the file when it was put, or null. */
export function summarize(key: string, stats: BigIntStats, known: string | null): ObjectSummary {
  return {
    key,
    size: Number(stats.size),
    etag: known ?? etagOf(stats),
    lastModified: Number(stats.mtimeNs / 1_000_000n),
  }
}
