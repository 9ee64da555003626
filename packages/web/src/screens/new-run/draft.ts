import type { JobView } from "@mapfold/core/status/site-view"
import { type Checked, checkTolerance, checkValue, type Fault } from "./check-value.ts"
import { asRecord, readFields, toTyped } from "./fields.ts"

/** What a person has typed so far. */
export type Draft = {
  readonly job: string
  /** By the name of the param. */
  readonly values: Readonly<Record<string, string>>
  readonly tolerate: Readonly<Record<Tolerated, string>>
  /** What the request says beside: `only`, `settings`. Kept as it is. */
  readonly rest: Readonly<Record<string, unknown>>
}

export const TOLERATED = ["objects", "records"] as const
export type Tolerated = (typeof TOLERATED)[number]

/** The fields of a request that are no params of a job and have no field of their own in the form. */
const KEPT = ["only", "settings"]

/** A form filled with a request, given as JSON; what is no request fills it with the job's own values. */
export function readDraft(
  jobs: readonly JobView[],
  jobName: string | undefined,
  request: string | undefined,
): Draft {
  const fields = parseRequest(request)
  const wanted = jobName ?? fields.job
  const job = jobs.find(({ name }) => name === wanted) ?? jobs[0]
  const tolerate = asRecord(fields.tolerate)
  return {
    job: job?.name ?? "",
    values: Object.fromEntries(
      readFields(job?.params ?? {}).map(({ name, fallback }) => [
        name,
        Object.hasOwn(fields, name) ? toTyped(fields[name]) : (fallback ?? ""),
      ]),
    ),
    tolerate: { objects: tolerated(tolerate.objects), records: tolerated(tolerate.records) },
    rest: Object.fromEntries(Object.entries(fields).filter(([name]) => KEPT.includes(name))),
  }
}

function tolerated(value: unknown): string {
  return value === undefined || value === 0 ? "" : toTyped(value)
}

function parseRequest(request: string | undefined): Readonly<Record<string, unknown>> {
  try {
    return asRecord(JSON.parse(request ?? "{}"))
  } catch {
    return {}
  }
}

/** Faults by the name of the param; those of the tolerances as `tolerate.objects`. */
export type Faults = Readonly<Record<string, Fault>>
export type Request = Readonly<Record<string, unknown>>

/** The execution's input that a draft comes to, or what is wrong with it. */
export function toRequest(
  jobs: readonly JobView[],
  { job, values, tolerate, rest }: Draft,
): { readonly request: Request } | { readonly faults: Faults } {
  const schema = jobs.find(({ name }) => name === job)?.params ?? {}
  const params = readFields(schema).map(
    (field) => [field.name, checkValue(field, values[field.name] ?? "")] as const,
  )
  const limits = TOLERATED.map((name) => [name, checkTolerance(tolerate[name])] as const)
  const faults = Object.fromEntries([
    ...faultsOf(params),
    ...faultsOf(limits).map(([name, fault]) => [`tolerate.${name}`, fault] as const),
  ])
  if (Object.keys(faults).length > 0) return { faults }
  const limited = Object.fromEntries(valuesOf(limits))
  return {
    request: {
      job,
      ...Object.fromEntries(valuesOf(params)),
      ...(Object.keys(limited).length > 0 ? { tolerate: limited } : {}),
      ...rest,
    },
  }
}

type Named = readonly (readonly [string, Checked])[]

function faultsOf(checked: Named): (readonly [string, Fault])[] {
  return checked.flatMap(([name, found]) => ("fault" in found ? [[name, found.fault] as const] : []))
}

function valuesOf(checked: Named): (readonly [string, unknown])[] {
  return checked.flatMap(([name, found]) =>
    "value" in found && found.value !== undefined ? [[name, found.value] as const] : [],
  )
}
