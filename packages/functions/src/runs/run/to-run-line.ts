import type { Job } from "@mapfold/core/job/job"
import { estimateCost } from "@mapfold/core/plan/estimate-cost"
import { prepareRun } from "@mapfold/core/prepare/prepare"
import { readableCause } from "@mapfold/core/report/readable-cause"
import type { Report } from "@mapfold/core/report/report"
import type { RunLine } from "@mapfold/core/status/run-line"
import type { Execution } from "../aws/execution.ts"
import type { Ports } from "../ports.ts"

/** A run as the list of runs has it. */
export function toRunLine(
  { jobs, target, clock }: Pick<Ports, "jobs" | "target" | "clock">,
  execution: Execution,
  report: Report | null,
): RunLine {
  const { run, status, startedAt, endedAt, error, cause, redrives, input } = execution
  return {
    ...{ run, status, redrives, ...askedFor(jobs, input, report) },
    startedAt: startedAt.toISOString(),
    endedAt: endedAt?.toISOString() ?? null,
    durationMs: Math.max(0, (endedAt?.getTime() ?? clock()) - startedAt.getTime()),
    objects: report?.objects ?? null,
    records: report?.records ?? null,
    bytes: report?.bytes ?? null,
    cost: report && target.memory && costOf(report, target.memory),
    complete: status === "SUCCEEDED" ? (report?.complete ?? null) : null,
    error: describeError(error, cause),
  }
}

/** `NoObjects: there is no object under …`, or null. */
export function describeError(error: string | null, cause: string | null): string | null {
  if (error === null) return cause
  const message = readableCause(cause ?? "")
  return message === "" ? error : `${error}: ${message}`
}

function costOf({ objects, bytes, batches }: Report, memory: NonNullable<Ports["target"]["memory"]>): number {
  return estimateCost({ objects: objects.listed, bytes, batches, memory }).total
}

/** What the run is of: by its report or, before there is one, by its input, which may be of a job that is not here. */
function askedFor(
  jobs: readonly Job[],
  input: unknown,
  report: Report | null,
): Pick<RunLine, "job" | "params" | "repairs" | "reduces"> {
  const links = { repairs: stringField(input, "repairs"), reduces: stringField(input, "reduces") }
  if (report !== null) return { job: report.job, params: report.params, ...links }
  try {
    const { job, params } = prepareRun(jobs, { run: "", request: input })
    return { job, params, ...links }
  } catch {
    return { job: stringField(input, "job"), params: null, ...links }
  }
}

function stringField(input: unknown, name: string): string | null {
  if (typeof input !== "object" || input === null || !Object.hasOwn(input, name)) return null
  const value: unknown = Reflect.get(input, name)
  return typeof value === "string" ? value : null
}
