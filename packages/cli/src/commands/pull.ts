import { resolve } from "node:path"
import { describeFailure } from "@mapfold/core/report/describe"
import { type Archive, archives } from "@mapfold/core/workflow/archives"
import { openArchive } from "@mapfold/functions/pull/open-archive"
import { type Pulled, type PullProgress, pull } from "@mapfold/functions/pull/pull"
import { type BucketPlace, describePlace, parseS3Uri } from "@mapfold/local/store/bucket-place"
import { openStore } from "@mapfold/local/store/open-store"
import { checkBucket } from "../check-buckets.ts"
import { UsageError } from "../errors.ts"
import { EXIT, type ExitCode } from "../exit-code.ts"
import { makeWritable } from "../folders.ts"
import { nearObject } from "../near.ts"
import { showLine } from "../progress/live-line.ts"
import { pullLine } from "../pull/pull-line.ts"
import { countOf, duration, megabytes } from "../quantities.ts"
import { watchInterrupt } from "../run/interrupt.ts"

export type PullOptions = {
  readonly year: readonly number[]
  readonly to: string
  readonly source?: string
  readonly endpointUrl?: string
  readonly json?: boolean
}

const TARGET = "target"
/** The source or the target gave up; what has come stays. */
class PullFailed extends Error {
  override readonly name = "PullFailed"
}

/** Failures that are named. */
const NAMED = 5
/** Milliseconds that requests under way get to end, once it is asked to stop. */
const PATIENCE = 20_000

/** Brings a folder, or a place in S3, up to date with a public archive. */
export async function pullArchive(name: string, options: PullOptions): Promise<ExitCode> {
  const archive = findArchive(name, options.year)
  const to = locateTarget(options.to)
  const bucket = sourceBucket(options.source) ?? archive.bucket
  await checkBucket("--to", to)
  const source = openArchive({ region: archive.region, endpoint: options.endpointUrl }, process.env)
  const store = await openStore({ buckets: { [TARGET]: to } })
  const interrupt = watchInterrupt("pulling ends here: call it again, and it goes on", PATIENCE)
  const started = performance.now()
  let progress: PullProgress | undefined
  const hide = await showLine((elapsed, columns) =>
    progress === undefined ? "listing" : pullLine(progress, elapsed, columns),
  )
  try {
    const pulled = await pull({
      source: { store: source, bucket },
      target: { store, bucket: TARGET },
      prefixes: options.year.map((year) => archive.prefixOf(year)),
      signal: interrupt.signal,
      progress: (now) => {
        progress = now
      },
    })
    hide()
    const told = {
      ...pulled,
      archive: name,
      source: `s3://${bucket}`,
      to: describePlace(to),
      ms: performance.now() - started,
    }
    if (pulled.objects.listed === 0)
      throw new UsageError(
        `there is nothing in s3://${bucket} for ${nameYears(options.year)}: is the year right?`,
      )
    return options.json === true ? tellAsJson(told) : tellAsText(told)
  } catch (error) {
    hide()
    if (!interrupt.signal.aborted) throw explain(error, { to, bucket })
    process.stderr.write("mapfold: stopped before everything was listed; call it again\n")
    return EXIT.interrupted
  } finally {
    interrupt.release()
  }
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

/** Makes the folder where there is none. */
function locateTarget(to: string): BucketPlace {
  if (!/^[a-z][a-z0-9+.-]+:\/\//i.test(to)) {
    const folder = resolve(to)
    makeWritable(folder, "--to")
    return folder
  }
  const place = parseS3Uri(to)
  if (place !== null) return place
  throw new UsageError(`--to: "${to}" is neither a folder nor a bucket; name a folder, or s3://bucket/prefix`)
}

function sourceBucket(source: string | undefined): string | null {
  if (source === undefined) return null
  const place = parseS3Uri(source)
  if (place !== null && place.prefix === "") return place.bucket
  throw new UsageError(`--source: "${source}" is no bucket; name one as s3://bucket`)
}

type Told = Pulled & {
  readonly archive: string
  readonly source: string
  readonly to: string
  readonly ms: number
}

function tellAsJson(told: Told): ExitCode {
  process.stdout.write(`${JSON.stringify({ status: statusOf(told), ...told })}\n`)
  return exitCodeOf(told)
}

function tellAsText(told: Told): ExitCode {
  const { objects, bytes, failures, ms, to, source } = told
  const { added, changed, kept, failed } = objects
  const rate = `${megabytes((bytes * 1_000) / Math.max(ms, 1))}/s`
  process.stdout.write(
    `${countOf(objects.listed, "object")} in ${source}: ${added} new, ${changed} changed, ${kept} the same; ` +
      `${megabytes(bytes)} in ${duration(ms)} (${rate})\nto  ${nearObject(to)}\n`,
  )
  if (failed > 0) {
    const lines = failures.slice(0, NAMED).map((failure) => `  ${describeFailure(failure)}\n`)
    const more = failed > NAMED ? `  and ${failed - NAMED} more\n` : ""
    process.stderr.write(
      `mapfold: ${countOf(failed, "object")} could not be pulled:\n${lines.join("")}${more}call it again\n`,
    )
  }
  if (!told.isWhole)
    process.stderr.write("mapfold: stopped; what has come stays: call it again, and it goes on\n")
  return exitCodeOf(told)
}

function statusOf({ isWhole, objects }: Pulled): "PULLED" | "STOPPED" | "FAILED" {
  if (!isWhole) return "STOPPED"
  return objects.failed > 0 ? "FAILED" : "PULLED"
}

function exitCodeOf(pulled: Pulled): ExitCode {
  const codes = { PULLED: EXIT.done, STOPPED: EXIT.interrupted, FAILED: EXIT.runFailed }
  return codes[statusOf(pulled)]
}

function nameYears(years: readonly number[]): string {
  return years.length === 1 ? `${years[0]}` : `${years[0]} to ${years.at(-1)}`
}

/** What is wrong with the source or the target, as the person who named them knows them. */
function explain(
  error: unknown,
  { to, bucket }: { readonly to: BucketPlace; readonly bucket: string },
): unknown {
  if (!(error instanceof Error)) return error
  if (error.name === "BucketNotFound") return new UsageError(`--source: ${error.message}`)
  if (error.name !== "StoreFailed") return error
  const place = nearObject(describePlace(to))
  const message = error.message.replaceAll(`s3://${TARGET}/`, place.endsWith("/") ? place : `${place}/`)
  return new PullFailed(message.includes(bucket) ? `${message}; call it again once that is mended` : message)
}
