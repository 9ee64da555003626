import type { BigIntStats } from "node:fs"
import type { ObjectSummary } from "@mapfold/core/store/object-store"

/** `"<size>-<mtime in ns>"`, quotes included: the dash says that it is no MD5, which would take longer than processing the file. */
export function etagOf(stats: BigIntStats): string {
  return `"${stats.size}-${stats.mtimeNs}"`
}

export function summarize(key: string, stats: BigIntStats): ObjectSummary {
  return {
    key,
    size: Number(stats.size),
    etag: etagOf(stats),
    lastModified: Number(stats.mtimeNs / 1_000_000n),
  }
}
