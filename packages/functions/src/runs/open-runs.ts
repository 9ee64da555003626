import { availableParallelism } from "node:os"
import { setTimeout as sleep } from "node:timers/promises"
import type { Job } from "@mapfold/core/job/job"
import { AWS_SPEED, localSpeed, type Speed } from "@mapfold/core/plan/speed"
import type { RunSource } from "@mapfold/core/status/run-view"
import { makeS3Store } from "../s3-store.ts"
import { beginWith, redriveRun, startRun, stopRun } from "./act.ts"
import { makeCache } from "./aws/cache.ts"
import { makePace } from "./aws/pace.ts"
import { makeStateMachine } from "./aws/state-machine.ts"
import { listBatches } from "./batches/list-batches.ts"
import { readBatch } from "./batches/read-batch.ts"
import type { Clients } from "./clients.ts"
import { describeJobs } from "./describe-jobs.ts"
import { download } from "./download.ts"
import { listFailedObjects } from "./failures/list-failed-objects.ts"
import { listRejects } from "./failures/list-rejects.ts"
import { readFailures } from "./failures/read-failures.ts"
import { makeLogReader } from "./logs/log-reader.ts"
import { readBatchLog, readLogs } from "./logs/read-logs.ts"
import { makePlan } from "./make-plan.ts"
import type { Ports } from "./ports.ts"
import { readQuality } from "./report/read-quality.ts"
import { readResult } from "./report/read-result.ts"
import { listRuns } from "./run/list-runs.ts"
import { readRun } from "./run/read-run.ts"
import { makeRunFiles } from "./run-files.ts"
import type { PlaceOf } from "./run-place.ts"
import type { Runs } from "./runs.ts"
import type { Target } from "./target.ts"

export type RunsOptions = {
  readonly clients: Clients
  readonly target: Target
  /** As the machine's functions have them: below the input's prefix (`belowPrefix`). */
  readonly jobs: readonly Job[]
  /** Mapfold's own. */
  readonly version: string
  /** What `mapfold run --input` takes to read the same objects; the target's bucket where nothing is said. */
  readonly input?: string | undefined
  /** The module that the jobs are from, on this machine. */
  readonly jobFile?: string | undefined
  /** Of runs over other buckets than the target's; there are none where nothing is said. */
  readonly placeOf?: PlaceOf
  /** Milliseconds since 1970. */
  readonly clock?: () => number
  /** Milliseconds for which what may change is taken as it was: what everybody's polling costs. */
  readonly fresh?: number
  /** How fast the engine is taken to be. */
  readonly speed?: Speed
}

type EngineRates = { readonly fresh: number; readonly mapRunPace: number; readonly speed: () => Speed }

/**
 * Two seconds are what `mapfold run --stage` shows progress at, and DescribeMapRun may be asked once a second an account. This
 * machine may be asked as often as somebody looks.
 */
const RATES: Readonly<Record<Target["engine"], EngineRates>> = {
  aws: { fresh: 2_000, mapRunPace: 1_000, speed: () => AWS_SPEED },
  local: { fresh: 250, mapRunPace: 0, speed: () => localSpeed(availableParallelism()) },
}

/**
 * The runs of a machine, on AWS or on the embedded endpoints: the target says where they are, and the code is the same.
 *
 * To read, a role needs on the machine states:ListExecutions; on its executions and map runs states:DescribeExecution,
 * GetExecutionHistory, DescribeStateMachineForExecution, ListExecutions and DescribeMapRun; logs:FilterLogEvents on the log
 * groups; s3:GetObject and s3:ListBucket on both buckets. To act, states:StartExecution, StopExecution and RedriveExecution.
 */
export function openRuns(options: RunsOptions): Runs {
  const ports = makePorts(options)
  const { target, jobs } = ports
  const { engine, stage, region, stateMachineArn } = target
  const { version } = options
  const { input } = sourceOf(options)
  return {
    site: async () => ({ engine, stage, region, stateMachineArn, version, input }),
    jobs: async () => describeJobs(jobs),
    plan: (request) => makePlan(ports, request),
    start: (request, name) => startRun(ports, request, name),
    list: (asked = {}) => listRuns(ports, asked),
    read: (run) => readRun(ports, run),
    batches: (run, paging) => listBatches(ports, run, paging),
    batch: (run, child) => readBatch(ports, run, child),
    batchLog: (run, child) => readBatchLog(ports, run, child),
    failures: (run) => readFailures(ports, run),
    failedObjects: (run, cause, paging) => listFailedObjects(ports, run, cause, paging),
    rejects: (run, asked) => listRejects(ports, run, asked),
    quality: (run) => readQuality(ports, run),
    result: (run) => readResult(ports, run),
    download: (run, name) => download(ports, run, name),
    logs: (run, filter, paging) => readLogs(ports, run, filter, paging),
    stop: (run) => stopRun(ports, run),
    redrive: (run) => redriveRun(ports, run),
    repair: (run, name) => beginWith(ports, run, "repairs", name),
    reduce: (run, name) => beginWith(ports, run, "reduces", name),
  }
}

function sourceOf({ target, input, jobFile }: RunsOptions): RunSource {
  return {
    input: input ?? `s3://${target.input.bucket}/${target.input.prefix}`,
    jobFile: jobFile ?? null,
  }
}

function makePorts(options: RunsOptions): Ports {
  const { clients, target, jobs } = options
  const rates = RATES[target.engine]
  const { clock = Date.now, fresh = rates.fresh, speed = rates.speed() } = options
  const cache = makeCache({ clock })
  const store = makeS3Store(clients.s3)
  const own = { store, source: sourceOf(options) }
  const placeOf = async (run: string) => (await options.placeOf?.(run)) ?? own
  const pace = makePace(rates.mapRunPace, { clock, sleep: (milliseconds) => sleep(milliseconds) })
  const { sfn } = clients
  return {
    ...{ target, jobs, store, placeOf, cache, clock, fresh, speed },
    machine: makeStateMachine({ sfn, stateMachineArn: target.stateMachineArn, cache, fresh, pace }),
    files: makeRunFiles({ placeOf, bucket: target.output.bucket, cache }),
    logs: makeLogReader(clients.logs),
  }
}
