import * as z from "zod"
import { latestKey, resultsPrefix, runPrefix } from "../run/layout.ts"
import { ObjectNotFound, objectUri, PreconditionFailed } from "../store/errors.ts"
import type { ObjectStore } from "../store/object-store.ts"
import { readObject } from "../store/read-object.ts"
import { Reader } from "../workflow/payloads.ts"
import { PublishingContended } from "./errors.ts"
import { contentTypeOf, MAX_RESULT_BYTES, type ResultFile } from "./result-files.ts"
import { type Begun, takeBack } from "./take-back.ts"

/** Each attempt is lost only to another run that has published meanwhile. */
const ATTEMPTS = 10
/** Milliseconds: a publication takes a few on one machine and some hundred on S3. */
const FIRST_PAUSE = 20
const LONGEST_PAUSE = 1_000

/** What `latest.json` holds: whose files lie beside it. */
export const Latest = z.object({
  run: z.string(),
  /** ISO time at which the run started. */
  startedAt: z.string(),
  /** The same of the run that listed its objects, which is another where this one repaired or reduced: of two the later counts. */
  asOf: z.string().optional(),
  /** Each file's ETag, so that a reader can tell when files and pointer are of different runs. */
  files: z.record(z.string(), z.string()),
  /** A run of a chosen list stands here only until one of the whole listing has been. */
  reader: Reader.default("listed"),
})
export type Latest = z.infer<typeof Latest>

export type Publication = {
  readonly bucket: string
  readonly job: string
  readonly params: Readonly<Record<string, unknown>>
  readonly run: string
  readonly startedAt: string
  /** When the run that listed the objects started. */
  readonly asOf: string
  readonly reader: Reader
  /** They lie under `runs/<run>/` as well, from where another run may put them in place. */
  readonly files: readonly ResultFile[]
}

/**
 * Puts a run's files in the result's place and `latest.json` beside them, last, unless a run that counts more has done so
 * already: one that listed its objects later, and before those of a chosen list any of the whole listing. Answers whether this run's
 * files are the ones that lie there.
 *
 * Two runs that publish at once can write over each other's files; the one whose `latest.json` is then refused puts the files
 * in place of whichever run counts, its own or the other. Where the store fails, what was begun is taken back. `pause`
 * waits for a random part of the milliseconds that it is given: two runs that met once should not meet again.
 */
export async function publish(
  store: ObjectStore,
  publication: Publication,
  pause: (longest: number) => Promise<void>,
): Promise<boolean> {
  const { bucket, job, params, run, startedAt, asOf, reader } = publication
  const key = latestKey(job, params)
  let hasWritten = false
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    if (attempt > 0) await pause(Math.min(FIRST_PAUSE * 2 ** attempt, LONGEST_PAUSE))
    const { latest, etag } = await readLatest(store, bucket, key)
    const isOurs = latest === null || !countsMore(latest, publication)
    if (!isOurs && !hasWritten) return false
    hasWritten = true
    const files = isOurs ? publication.files : await readFiles(store, bucket, latest)
    const prefix = resultsPrefix(job, params)
    const written = new Map<string, string>()
    try {
      await putFiles(store, { bucket, prefix, written }, files)
      const pointer = {
        ...(isOurs ? { run, startedAt, asOf, reader } : latest),
        files: Object.fromEntries(written),
      }
      if (await putLatest(store, bucket, key, pointer, etag)) return isOurs
    } catch (error) {
      // The disk may be full, or the right to write withdrawn: what went wrong is what counts, not that this does as well.
      if (isOurs) await takeBack(store, { bucket, prefix, written, standing: latest }).catch(() => {})
      throw error
    }
  }
  throw new PublishingContended(
    `${objectUri(bucket, key)} was changed by other runs ${ATTEMPTS} times while run "${run}" tried to publish; ` +
      `its own result is complete under ${runPrefix(run)}; start it again to publish it`,
  )
}

type Standing = Pick<Latest, "run" | "startedAt" | "asOf" | "reader">

function countsMore(one: Standing, other: Standing): boolean {
  return one.reader === other.reader ? isLater(one, other) : one.reader === "listed"
}

/**
 * By what they listed: a repair is as old as the run that it mends, and counts more than that one alone. Of two runs that started
 * in the same millisecond, the one with the greater name.
 */
function isLater(one: Standing, other: Standing): boolean {
  const difference =
    listedAt(one) - listedAt(other) || Date.parse(one.startedAt) - Date.parse(other.startedAt)
  return difference > 0 || (difference === 0 && one.run > other.run)
}

function listedAt({ asOf, startedAt }: Standing): number {
  return Date.parse(asOf ?? startedAt)
}

type FoundLatest = { readonly latest: Latest | null; readonly etag: string | null }

/** A pointer that cannot be read says nothing of a later run, and is replaced. */
async function readLatest(store: ObjectStore, bucket: string, key: string): Promise<FoundLatest> {
  try {
    const { bytes, etag } = await readObject(store, bucket, key)
    return { latest: decodeLatest(new TextDecoder().decode(bytes)), etag }
  } catch (error) {
    if (error instanceof ObjectNotFound) return { latest: null, etag: null }
    throw error
  }
}

function decodeLatest(text: string): Latest | null {
  try {
    return Latest.parse(JSON.parse(text))
  } catch {
    return null
  }
}

/** Whether nobody has changed it since it had the ETag (null: since it was not there). */
async function putLatest(
  store: ObjectStore,
  bucket: string,
  key: string,
  latest: Latest,
  etag: string | null,
): Promise<boolean> {
  const bytes = new TextEncoder().encode(`${JSON.stringify(latest, null, 2)}\n`)
  const condition = etag === null ? { ifNoneMatch: "*" as const } : { ifMatch: etag }
  try {
    await store.put(bucket, key, bytes, { ...condition, contentType: "application/json" })
    return true
  } catch (error) {
    if (error instanceof PreconditionFailed) return false
    throw error
  }
}

/** One after the other, each told in `written` with its ETag. */
async function putFiles(
  store: ObjectStore,
  { bucket, prefix, written }: Pick<Begun, "bucket" | "prefix"> & { readonly written: Map<string, string> },
  files: readonly ResultFile[],
): Promise<void> {
  for (const { name, bytes, contentType } of files) {
    const { etag } = await store.put(bucket, `${prefix}${name}`, bytes, { contentType })
    written.set(name, etag)
  }
}

async function readFiles(store: ObjectStore, bucket: string, { run, files }: Latest): Promise<ResultFile[]> {
  const reading = Object.keys(files).map(async (name) => {
    const { bytes } = await readObject(store, bucket, `${runPrefix(run)}${name}`, MAX_RESULT_BYTES)
    return { name, bytes, contentType: contentTypeOf(name) }
  })
  return Promise.all(reading)
}
