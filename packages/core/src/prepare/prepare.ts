import { JobCodeFailed } from "../job/errors.ts"
import type { Job } from "../job/job.ts"
import { isSelected, type Selection } from "../job/selection.ts"
import { Settings } from "../run/settings.ts"
import { toLimits } from "../run/tolerance.ts"
import { type PrepareOutput, RunControl } from "../workflow/payloads.ts"
import { describeIssues, show } from "./describe-issues.ts"
import { InvalidRunInput } from "./errors.ts"

/** Objects named in a message. */
const NAMED = 20

/** What a run begins with, where another run is repaired or reduced again. */
export type Again = { readonly kind: "repairs" | "reduces"; readonly run: string }

/** The run as far as its input says it, the keys that it is for (null where it lists them) and the run that it begins with. */
export type PreparedRun = Omit<PrepareOutput, "references" | "map" | "kept" | "stopPercent"> & {
  readonly only: readonly string[] | null
  readonly again: Again | null
}

/**
 * Reads an execution's input: `{"year": 2025}` is a run of the first job; `job`, `tolerate`, `settings`, `only` and
 * one of `repairs` and `reduces` may be given beside the job's params. Throws `InvalidRunInput`, with a message to act on.
 */
export function prepareRun(
  jobs: readonly Job[],
  { run, request }: { readonly run: string; readonly request: unknown },
): PreparedRun {
  const fields = toFields(request)
  const controlFields = Object.keys(RunControl.shape)
  const [control, rest] = [
    pick(fields, (name) => controlFields.includes(name)),
    pick(fields, (name) => !controlFields.includes(name)),
  ]
  const parsed = RunControl.safeParse(control)
  if (!parsed.success) throw invalid(describeIssues(parsed.error, control, controlFields))
  const { tolerate, settings, only } = parsed.data
  const job = findJob(jobs, parsed.data.job)
  const params = parseParams(job, rest)
  const selection = selectInput(job, params)
  return {
    run,
    job: job.name,
    jobVersion: job.version,
    params,
    prefix: selection.prefix,
    suffix: selection.suffix,
    reader: only === undefined ? "listed" : "items",
    tolerate: { objects: toLimits(tolerate.objects), records: toLimits(tolerate.records) },
    settings: Settings.parse(settings),
    only: only === undefined ? null : chooseKeys(job, selection, only),
    again: toAgain(parsed.data),
  }
}

function toAgain({ repairs, reduces }: RunControl): Again | null {
  if (repairs !== undefined && reduces !== undefined)
    throw invalid(
      `"repairs" is ${show(repairs)} and "reduces" is ${show(reduces)}: a run does one of the two; leave one out`,
    )
  if (repairs !== undefined) return { kind: "repairs", run: repairs }
  return reduces === undefined ? null : { kind: "reduces", run: reduces }
}

/** `a, b and 3 more`. */
export function nameSome(keys: readonly string[]): string {
  const named = keys.slice(0, NAMED).map(show).join(", ")
  return keys.length > NAMED ? `${named} and ${keys.length - NAMED} more` : named
}

function invalid(message: string): InvalidRunInput {
  return new InvalidRunInput(`the run's input cannot be used: ${message}`)
}

function toFields(request: unknown): object {
  if (typeof request === "object" && request !== null && !Array.isArray(request)) return request
  throw invalid(`it is ${show(request)} and must be an object, such as {"year": 2025}`)
}

function pick(fields: object, isWanted: (name: string) => boolean): object {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => isWanted(name)))
}

function findJob(jobs: readonly Job[], name: string | undefined): Job {
  const job = name === undefined ? jobs[0] : jobs.find((candidate) => candidate.name === name)
  if (job !== undefined) return job
  throw invalid(
    `there is no job ${show(name)}; there are ${jobs.map((candidate) => candidate.name).join(", ")}`,
  )
}

function selectInput(job: Job, params: Record<string, unknown>): Selection {
  try {
    return job.input(params)
  } catch (error) {
    throw new JobCodeFailed(job.name, "input", error)
  }
}

/** In the order of the job's schema, with its defaults. */
function parseParams(job: Job, rest: object): Record<string, unknown> {
  const parsed = job.params.strict().safeParse(rest)
  if (parsed.success) return parsed.data
  const fields = [...Object.keys(job.params.shape), ...Object.keys(RunControl.shape)]
  throw invalid(`job "${job.name}": ${describeIssues(parsed.error, rest, fields)}`)
}

/** Each key once: an object that is processed twice would count twice. */
function chooseKeys(job: Job, selection: Selection, only: readonly string[]): readonly string[] {
  const { prefix, suffix } = selection
  const strangers = only.filter((key) => !isSelected(key, selection))
  if (strangers.length === 0) return [...new Set(only)]
  throw invalid(
    `"only" names what is no object of job "${job.name}", whose keys begin with ${show(prefix)} and end in ${show(suffix)}: ${nameSome(strangers)}`,
  )
}
