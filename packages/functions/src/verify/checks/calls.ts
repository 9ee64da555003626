import type { MapRunEvidence } from "../evidence.ts"
import { BATCH_OBJECTS, OBJECTS } from "../plant.ts"
import { type Assumption, broken, expect, held, judge, of, show } from "./assumption.ts"
import { typesOf } from "./read-evidence.ts"

// What the operations answer of which the command and the status site are made.

const BATCHES = OBJECTS / BATCH_OBJECTS

/** Of a run that fails in Reduce; what a Task is made of is its own events, in their order. */
const TASK = ["TaskScheduled", "TaskStarted"]
const HISTORY = [
  "ExecutionStarted",
  ...["TaskStateEntered", ...TASK, "TaskSucceeded", "TaskStateExited"],
  ...["ChoiceStateEntered", "ChoiceStateExited"],
  ...["MapStateEntered", "MapStateStarted", "MapRunStarted", "MapRunSucceeded", "MapStateSucceeded"],
  "MapStateExited",
  ...["TaskStateEntered", ...TASK, "TaskFailed"],
  "ExecutionFailed",
]

export const calls: readonly Assumption[] = [
  {
    name: "history-order",
    claim:
      "the events of a run have the types and the order that the status site and the embedded engine know",
    check: ({ refused }) =>
      of(refused, ({ first }) => {
        const types = typesOf(first.history)
        return judge([expect("the order", types, HISTORY)], types.join(", "))
      }),
  },
  {
    name: "map-run-counts",
    claim: "DescribeMapRun counts items and executions by their state, and its sums are all that was listed",
    check: ({ refused }) =>
      of(refused, ({ first }) => {
        const { itemCounts, executionCounts } = first.mapRuns[0]?.described ?? {}
        return judge(
          [
            expect("items in all", itemCounts?.total, OBJECTS),
            expect("items that succeeded", itemCounts?.succeeded, OBJECTS),
            expect("executions in all", executionCounts?.total, BATCHES),
            expect("results written", executionCounts?.resultsWritten, BATCHES),
          ],
          `items ${show(itemCounts)}`,
        )
      }),
  },
  {
    name: "children",
    claim: "ListExecutions by mapRunArn lists EXPRESS children with their status, dates and itemCount",
    check: ({ refused }) =>
      of(refused, ({ first }) => {
        const children = first.mapRuns[0]?.children ?? []
        const [child] = children
        return judge(
          [
            expect("the number of children", children.length, BATCHES),
            expect("the statuses", [...new Set(children.map(({ status }) => status))], ["SUCCEEDED"]),
            child?.startDate === undefined || child.stopDate === undefined
              ? `a child has no dates: ${show(child)}`
              : null,
            expect(
              "the items of all",
              children.reduce((sum, { itemCount = 0 }) => sum + itemCount, 0),
              OBJECTS,
            ),
          ],
          `${children.length} children, itemCount ${children.map(({ itemCount }) => itemCount).join(", ")}`,
        )
      }),
  },
  {
    name: "child",
    claim:
      "DescribeExecution answers for an EXPRESS child of a map run, with its input, its output and its mapRunArn",
    check: ({ refused }) => of(refused, ({ first }) => judgeChild(first.mapRuns[0])),
  },
]

function judgeChild(mapRun: MapRunEvidence | undefined) {
  const answer = mapRun?.child
  if (answer == null) return broken("there is no child")
  if ("error" in answer) return broken(`it answered ${answer.error.name}: ${answer.error.message}`)
  const { input, output, mapRunArn, status } = answer.answer
  const lacks = Object.entries({ input, output, mapRunArn }).filter(([, value]) => value === undefined)
  if (lacks.length > 0) return broken(`its answer lacks ${lacks.map(([name]) => name).join(", ")}`)
  return held(`${status}, input of ${input?.length} characters, ${mapRunArn}`)
}
