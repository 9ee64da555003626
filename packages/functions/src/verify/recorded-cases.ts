import type { Target } from "../runs/target.ts"
import type { Evidence, RunEvidence } from "./evidence.ts"
import { makeMask } from "./mask.ts"

/** What AWS answered, in the form in which recorded cases are compared with the embedded engine. */
export type RecordedCases = {
  readonly source: string
  readonly note: string
  readonly count: number
  readonly cases: readonly RecordedCase[]
}

export type RecordedCase = {
  readonly id: string
  readonly needs: "mapfold"
  /** `01-03-2026, 10:15:00`, UTC. */
  readonly recorded: string
  readonly type: readonly ["STANDARD"]
  readonly definitions: readonly unknown[]
  readonly buckets: readonly string[]
  readonly s3: readonly { op: "put_object"; Bucket: string; Key: string; Body: string }[]
  readonly lambdas: readonly { name: string; handler: string; source: string }[]
  readonly executions: readonly {
    readonly definition: 0
    readonly input: string
    readonly expected: {
      readonly status: string
      readonly output: unknown
      readonly error: string | null
      readonly cause: string | null
      readonly event_types: readonly string[]
    }
  }[]
  readonly not_compared: readonly (readonly string[])[]
  /** What else was asked: map runs, children, result files, report. */
  readonly answers: unknown
}

const NOTE =
  "Answers of AWS Step Functions to runs of mapfold verify. Account ids, ARNs, bucket names and ids of calls are masked. An " +
  "execution is as it was when its last state ended; objects longer than a page are left out."

/** Bodies that are kept of what was put. */
const MAX_BODY = 20_000

export function toRecordedCases(
  evidence: Evidence,
  { target, version, now }: { readonly target: Target; readonly version: string; readonly now: Date },
): RecordedCases {
  const mask = makeMask(target)
  const cases = runsOf(evidence).map(([id, run]) => {
    const recorded = toCase(id, run, evidence, version, now)
    return JSON.parse(mask(JSON.stringify(recorded))) as RecordedCase
  })
  return { source: `mapfold verify ${version}`, note: NOTE, count: cases.length, cases }
}

function runsOf({
  refused,
  repaired,
  empty,
  missing,
  small,
  stopped,
  killed,
}: Evidence): [string, RunEvidence][] {
  const found: [string, RunEvidence][] = []
  if ("found" in refused) {
    found.push(["refused", refused.found.first], ["refused-redriven", refused.found.redriven])
  }
  if ("found" in repaired) found.push(["repaired", repaired.found.run])
  if ("found" in empty) found.push(["empty", empty.found])
  if ("found" in missing) found.push(["missing", missing.found])
  if ("found" in small) found.push(["small", small.found])
  if ("found" in stopped) {
    found.push(["stopped", stopped.found.stopped], ["stopped-redriven", stopped.found.redriven])
  }
  if ("found" in killed) found.push(["killed", killed.found])
  return found
}

function toCase(
  id: string,
  { request, execution, history, definition, mapRuns, manifests, files, report }: RunEvidence,
  { planted }: Evidence,
  version: string,
  now: Date,
): RecordedCase {
  const { status = "", output, error = null, cause = null } = execution
  const s3 = planted.objects
    .filter(({ text }) => text.length <= MAX_BODY)
    .map(({ key, text }) => ({ op: "put_object" as const, Bucket: "input", Key: key, Body: text }))
  return {
    id: `mapfold-verify/${id}`,
    needs: "mapfold",
    recorded: formatTime(now),
    type: ["STANDARD"],
    definitions: [definition],
    buckets: ["input", "output"],
    s3,
    lambdas: ["prepare", "process", "reduce"].map((name) => ({
      name,
      handler: `${name}.handler`,
      source: `packages/functions/src/lambda/${name}.ts of mapfold ${version}`,
    })),
    executions: [
      {
        definition: 0,
        input: JSON.stringify(request),
        expected: {
          status,
          output: output === undefined ? null : toJson(output),
          ...{ error, cause },
          event_types: history.map(({ type }) => type ?? ""),
        },
      },
    ],
    not_compared: [],
    answers: { history, mapRuns: mapRuns.map(withoutMetadata), manifests, files, report },
  }
}

function withoutMetadata(value: object): unknown {
  return JSON.parse(JSON.stringify(value, (key, field) => (key === "$metadata" ? undefined : field)))
}

/** As the recorded cases have it: what is no JSON stays text. */
function toJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return text
  }
}

function formatTime(now: Date): string {
  const [year, month, day] = now.toISOString().slice(0, 10).split("-")
  return `${day}-${month}-${year}, ${now.toISOString().slice(11, 19)}`
}
