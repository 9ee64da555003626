import { type Archive, archives } from "@mapfold/core/workflow/archives"
import { parseS3Uri } from "@mapfold/local/store/bucket-place"
import { UsageError } from "../errors.ts"

export type PullOptions = {
  readonly year: readonly number[]
  readonly source?: string
  readonly json?: boolean
}

/** What is pulled. */
export type Pulling = {
  readonly archive: Archive
  readonly years: readonly number[]
  /** The archive's, or another of the same form. */
  readonly bucket: string
  readonly prefixes: readonly string[]
}

/** Throws UsageError. */
export function findPulling(name: string, { year: years, source }: PullOptions): Pulling {
  const archive = findArchive(name, years)
  const prefixes = years.map((year) => archive.prefixOf(year))
  return { archive, years, prefixes, bucket: sourceBucket(source) ?? archive.bucket }
}

function findArchive(name: string, years: readonly number[]): Archive {
  const archive = archives.find((each) => each.name === name)
  if (archive === undefined) {
    const names = archives.map((each) => each.name).join(", ")
    throw new UsageError(`there is no archive "${name}". Archives: ${names}`)
  }
  const early = years.find((year) => year < archive.from)
  if (early === undefined) return archive
  throw new UsageError(`--year ${early}: the archive "${name}" begins in ${archive.from}`)
}

function sourceBucket(source: string | undefined): string | null {
  if (source === undefined) return null
  const place = parseS3Uri(source)
  if (place !== null && place.prefix === "") return place.bucket
  throw new UsageError(`--source: "${source}" is no bucket; name one as s3://bucket`)
}
