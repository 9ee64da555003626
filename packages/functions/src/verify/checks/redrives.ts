import type { RunEvidence } from "../evidence.ts"
import { BESIDE_SLOW } from "../plant.ts"
import { type Assumption, expect, judge, of, show } from "./assumption.ts"
import { endOf, entriesOf, expectError, reportOf, typesOf } from "./read-evidence.ts"

export const redrives: readonly Assumption[] = [
  {
    name: "redrive-of-reduce",
    claim:
      "a redrive of a run that failed in Reduce keeps its name and its map run, and runs Reduce alone again",
    check: ({ refused }) =>
      of(refused, ({ first, redriven }) => {
        const entered = typesOf(redriven.history.slice(first.history.length))
        return judge(
          [
            expect("the execution's ARN", redriven.execution.executionArn, first.execution.executionArn),
            expect("redriveCount", redriven.execution.redriveCount, 1),
            expect("the map runs", redriven.mapRuns.map(arnOf), first.mapRuns.map(arnOf)),
            expect(
              "the map run's redrives",
              redriven.mapRuns.map(({ described }) => described.redriveCount ?? 0),
              [0],
            ),
            entered[0] === "ExecutionRedriven" ? null : `its history goes on with ${show(entered)}`,
            entered.includes("MapStateEntered") ? "the map was entered again" : null,
            expect("how it ended", redriven.execution.error, "ToleranceExceeded"),
          ],
          `${endOf(redriven)}; its history goes on with ${entered.join(", ")}`,
        )
      }),
  },
  {
    name: "redrive-of-success",
    claim:
      "a run that succeeded cannot be redriven (ExecutionNotRedrivable), so that failures within tolerance are repaired",
    check: ({ repaired }) =>
      of(repaired, ({ redrive }) =>
        judge(
          [expectError("the redrive", redrive, "ExecutionNotRedrivable")],
          "error" in redrive ? redrive.error.message : "",
        ),
      ),
  },
  {
    name: "namesakes",
    claim: "a second start with a run's name and another input is refused with ExecutionAlreadyExists",
    check: ({ repaired }) =>
      of(repaired, ({ namesake }) =>
        judge(
          [expectError("the start", namesake, "ExecutionAlreadyExists")],
          "error" in namesake ? namesake.error.message : "",
        ),
      ),
  },
  {
    name: "stop",
    claim: "a run that is stopped is ABORTED, its map run too, and what its children have done stays",
    check: ({ stopped }) =>
      of(stopped, ({ stopped: run }) => {
        const described = run.mapRuns[0]?.described
        return judge(
          [
            expect("the run", run.execution.status, "ABORTED"),
            expect("its map run", described?.status, "ABORTED"),
            expect("the children that had succeeded", described?.executionCounts?.succeeded, BESIDE_SLOW),
          ],
          `map run ${described?.status}, ${show(described?.executionCounts)}`,
        )
      }),
  },
  {
    name: "redrive-of-map",
    claim:
      "a redrive of a run that was stopped in its map goes on with the same map run, starts no child again that had succeeded, and comes to all objects",
    check: ({ stopped }) =>
      of(stopped, ({ stopped: before, redriven: after }) => {
        const report = reportOf(after)
        return judge(
          [
            expect("how it ended", after.execution.status, "SUCCEEDED"),
            expect("the map runs", after.mapRuns.map(arnOf), before.mapRuns.map(arnOf)),
            expect("the map run's redrives", after.mapRuns[0]?.described.redriveCount, 1),
            expect("the children that ran twice", namesOfTwice(before, after), []),
            expect("the objects that are accounted for", report?.objects.listed, BESIDE_SLOW + 1),
          ],
          `${endOf(after)}, ${show(report?.objects)}`,
        )
      }),
  },
  {
    name: "manifest-after-redrive",
    claim: "after a redrive the last manifest names the children that succeeded in any attempt",
    check: ({ stopped }) =>
      of(stopped, ({ redriven }) => {
        const names = entriesOf(redriven, "SUCCEEDED").map((entry) => entry?.Name)
        return judge(
          [expect("the children that SUCCEEDED files name", new Set(names).size, BESIDE_SLOW + 1)],
          `${redriven.manifests.length} manifest(s), ${names.length} entries`,
        )
      }),
  },
]

function arnOf({ described }: RunEvidence["mapRuns"][number]): string | undefined {
  return described.mapRunArn
}

/** Children that had succeeded and have another start since. */
function namesOfTwice(before: RunEvidence, after: RunEvidence): (string | undefined)[] {
  const starts = new Map(
    (before.mapRuns[0]?.children ?? [])
      .filter(({ status }) => status === "SUCCEEDED")
      .map(({ name, startDate }) => [name, startDate?.getTime()]),
  )
  return (after.mapRuns[0]?.children ?? [])
    .filter(({ name, startDate }) => starts.has(name) && starts.get(name) !== startDate?.getTime())
    .map(({ name }) => name)
}
