import { setTimeout as sleep } from "node:timers/promises"
import type { Job } from "@mapfold/core/job/job"
import { MixedVersions } from "@mapfold/core/reduce/errors"
import { judgeRun } from "@mapfold/core/reduce/judge-run"
import type { KeptManifest } from "@mapfold/core/reduce/map-results"
import { publish } from "@mapfold/core/reduce/publish"
import { makeResultFiles, preloadTables, type ResultFile } from "@mapfold/core/reduce/result-files"
import { Report } from "@mapfold/core/report/report"
import { reportKey, resultsPrefix, runPrefix } from "@mapfold/core/run/layout"
import { objectUri } from "@mapfold/core/store/errors"
import type { ObjectStore } from "@mapfold/core/store/object-store"
import { ReduceInput, type ReduceOutput } from "@mapfold/core/workflow/payloads"
import { foldChildren } from "./reduce/fold-children.ts"

export type ReduceDependencies = {
  readonly jobs: readonly Job[]
  readonly store: ObjectStore
  /** Milliseconds since 1970. */
  readonly clock: () => number
  /** Told once what the run came to, when that is certain. */
  readonly reported?: (report: Report) => void
}

/**
 * The handler of the last state: folds what the children have written into the result, if all is accounted for and within the
 * run's tolerances. The report is written in any case. Throws `NoObjects`, `ToleranceExceeded`, `MixedVersions`, `NotReconciled`.
 */
export function makeReduce({ jobs, store, clock, reported }: ReduceDependencies) {
  return async function reduce(event: unknown): Promise<ReduceOutput> {
    const began = clock()
    const retriesBefore = store.retries?.() ?? 0
    const input = ReduceInput.parse(event)
    // Should it fail, making the result says so.
    preloadTables().catch(() => {})
    const job = findJob(jobs, input)
    const params = job.params.parse(input.params)
    const { account, retries, times, kept } = await foldChildren(store, job, input)
    const totals = account.totals()
    const report = objectUri(input.output, reportKey(input.run))
    const verdict = judgeRun({
      totals,
      imbalances: account.imbalances(),
      strangers: account.strangers(),
      job,
      input: { bucket: input.input, ...job.input(params) },
      tolerate: input.tolerate,
      report,
    })
    const isWhole = totals.objects.failed === 0 && totals.records.rejected === 0
    const makeFiles = () =>
      makeResultFiles({ job: job.name, params, complete: isWhole, rows: account.rows() })
    const { files, error } = verdict === null ? await attempt(makeFiles) : { files: [], error: verdict }
    const complete = error === null && isWhole
    const reportOf = (error: Error | null): Report => ({
      format: 1,
      run: input.run,
      job: job.name,
      jobVersion: job.version,
      params,
      startedAt: input.startedAt,
      ...describeKept(kept),
      complete: error === null && isWhole,
      error: error && { name: error.name, message: error.message },
      ...totals,
      retries: { requests: retries + (store.retries?.() ?? 0) - retriesBefore },
      phases: { map: began - Date.parse(input.startedAt), reduce: clock() - began },
      times,
    })
    await writeReport(store, input.output, reportOf(error))
    if (error !== null) {
      reported?.(reportOf(error))
      throw error
    }
    const asOf = kept?.asOf ?? input.startedAt
    const published = await writeResult(store, { ...input, asOf }, params, files).catch(
      async (cause: Error) => {
        // The report that lies there says that all went well. Should it stay, the run's own end still says otherwise.
        await writeReport(store, input.output, reportOf(cause)).catch(() => {})
        reported?.(reportOf(cause))
        throw cause
      },
    )
    reported?.(reportOf(null))
    const { objects, records, bytes } = totals
    const prefix = published ? resultsPrefix(job.name, params) : runPrefix(input.run)
    return {
      result: `${prefix}result.json`,
      report: reportKey(input.run),
      complete,
      published,
      objects,
      records,
      bytes,
    }
  }
}

/** The run's job, in the version that prepared it. */
function findJob(jobs: readonly Job[], { job: name, jobVersion }: ReduceInput): Job {
  const job = jobs.find((candidate) => candidate.name === name)
  if (job?.version === jobVersion) return job
  const found = job === undefined ? "this code has no such job" : `this code has version ${job.version}`
  throw new MixedVersions(
    `the run began with job "${name}", version ${jobVersion}, and ${found}: it changed while the run was on; start the run again`,
  )
}

/** The result's files or, so that the report can say it, the error for which there are none. */
async function attempt(
  makeFiles: () => Promise<readonly ResultFile[]>,
): Promise<{ readonly files: readonly ResultFile[]; readonly error: Error | null }> {
  try {
    return { files: await makeFiles(), error: null }
  } catch (cause) {
    return { files: [], error: cause instanceof Error ? cause : new Error(String(cause), { cause }) }
  }
}

/** What the report says of the run that this one began with. */
function describeKept(kept: KeptManifest | null): Pick<Report, "repairs" | "reduces" | "gone"> {
  return {
    repairs: kept?.kind === "repairs" ? kept.run : null,
    reduces: kept?.kind === "reduces" ? kept.run : null,
    gone: kept?.gone.count ?? 0,
  }
}

async function writeReport(store: ObjectStore, bucket: string, report: Report): Promise<void> {
  const text = `${JSON.stringify(Report.parse(report), null, 2)}\n`
  await store.put(bucket, reportKey(report.run), new TextEncoder().encode(text), {
    contentType: "application/json",
  })
}

/** First among the run's own objects, then in the result's place. */
async function writeResult(
  store: ObjectStore,
  { run, startedAt, asOf, reader, output, job }: ReduceInput & { readonly asOf: string },
  params: Readonly<Record<string, unknown>>,
  files: readonly ResultFile[],
): Promise<boolean> {
  await Promise.all(
    files.map(({ name, bytes, contentType }) =>
      store.put(output, `${runPrefix(run)}${name}`, bytes, { contentType }),
    ),
  )
  return publish(store, { bucket: output, job, params, run, startedAt, asOf, reader, files }, pauseUpTo)
}

/** Full jitter. */
function pauseUpTo(longest: number): Promise<void> {
  return sleep(Math.random() * longest)
}
