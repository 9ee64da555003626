import { EXPRESS_CHILD_SECONDS, PROCESS_SECONDS } from "@mapfold/core/workflow/time-limits"
import type { Evidence, RunEvidence } from "../evidence.ts"
import { type Assumption, expect, held, judge, of, show, unchecked } from "./assumption.ts"
import { endOf, entriesOf, reportOf } from "./read-evidence.ts"

// What ends a call or a child from outside, and what may not be done.

/** What Catch takes of these. The second is what AWS's pages say of all unhandled ends of a function. */
const BY_TIME = ["Sandbox.Timedout", "Lambda.Unknown"]

export const failures: readonly Assumption[] = [
  {
    name: "killed-by-time",
    claim:
      "a call that outlives the function's timeout fails with Sandbox.Timedout (or Lambda.Unknown), which Catch takes; Isolate then finds the one object",
    check: ({ killed, planted }) =>
      of(killed, (run) => {
        const report = reportOf(run)
        const found = report?.failures.map(({ key, error }) => `${key}: ${error}`)
        return judge(
          [
            expect("how the run ended", run.execution.status, "SUCCEEDED"),
            expect(
              "what failed",
              report?.failures.map(({ key }) => key),
              [planted.slow.killed],
            ),
            BY_TIME.includes(report?.failures[0]?.error ?? "") ? null : `what failed is ${show(found)}`,
            expect("the objects that were processed", report?.objects.processed, 4),
          ],
          `${endOf(run)}; ${show(found)}, ${report?.objects.processed} others kept`,
        )
      }),
  },
  {
    name: "long-children",
    claim: `an EXPRESS child may take the time of two calls of Process that are killed (${2 * PROCESS_SECONDS} s), and is not cut before ${EXPRESS_CHILD_SECONDS} s`,
    check: ({ killed }) =>
      of(killed, (run) => {
        const child = run.mapRuns[0]?.children[0]
        const took = ((child?.stopDate?.getTime() ?? 0) - (child?.startDate?.getTime() ?? 0)) / 1_000
        if (child?.status === "SUCCEEDED" && took < PROCESS_SECONDS)
          return unchecked(`its functions have a shorter time here: the child took ${took.toFixed(1)} s`)
        return judge(
          [expect("the child's end", child?.status, "SUCCEEDED")],
          `a child of ${took.toFixed(1)} s ${child?.status}`,
        )
      }),
  },
  {
    name: "missing-keys",
    claim:
      "with s3:ListBucket a key that is not there is told as such (404), to Prepare and to Process, and not as access denied (403)",
    check: ({ missing, stopped, planted }) =>
      of(missing, (run) =>
        of(stopped, ({ redriven }) => {
          const failure = reportOf(redriven)?.failures.find(({ key }) => key === planted.slow.stopped)
          return judge(
            [
              expect("what Prepare ended with", run.execution.error, "InvalidRunInput"),
              expect("what Process says of the object that was removed", failure?.error, "ObjectNotFound"),
            ],
            `Prepare: ${run.execution.error}; Process: ${failure?.error}`,
          )
        }),
      ),
  },
  {
    name: "permissions",
    claim: "what the deploy allows is enough: nothing that a run does is refused",
    check: (evidence) => {
      const runs = runsOf(evidence)
      if (runs.length === 0) return unchecked("no run came to its end")
      const refusals = runs.flatMap((run) => refusalsOf(run))
      return refusals.length === 0 ? held(`no refusal in ${runs.length} runs`) : judge([refusals[0]!], "")
    },
  },
]

const REFUSAL = /AccessDenied|access denied|not authorized|Forbidden|is not allowed/i

function runsOf({ refused, repaired, empty, missing, small, stopped, killed }: Evidence): RunEvidence[] {
  return [
    ...("found" in refused ? [refused.found.first, refused.found.redriven] : []),
    ...("found" in repaired ? [repaired.found.run] : []),
    ...("found" in stopped ? [stopped.found.redriven] : []),
    ...[empty, missing, small, killed].flatMap((run) => ("found" in run ? [run.found] : [])),
  ]
}

/** Of a run's own end, its children's, and the objects' within them. */
function refusalsOf(run: RunEvidence): string[] {
  const texts = [
    `${run.execution.error}: ${run.execution.cause}`,
    ...entriesOf(run, "FAILED").map((entry) => show(entry)),
    ...(reportOf(run)?.failures ?? []).map(({ error, message }) => `${error}: ${message}`),
  ]
  return texts.filter((text) => REFUSAL.test(text)).map((text) => `${run.run}: ${text.slice(0, 300)}`)
}
