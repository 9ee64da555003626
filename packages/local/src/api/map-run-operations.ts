import * as z from "zod"
import { type ChildCounts, countChildren } from "../state/find-children.ts"
import { limitsOf, listMapRuns, type MapRunRow, updateLimits } from "../state/map-runs.ts"
import { validationFailed } from "./api-error.ts"
import { arnsFor, mapRunOf, parentOf } from "./arns.ts"
import { Arn, LongArn } from "./fields.ts"
import { makeOperation, type Operation, present, toSeconds } from "./operation.ts"
import { closePage, openPage, Paging } from "./paging.ts"

const list = makeOperation(
  z.object({ executionArn: Arn, ...Paging }),
  ({ state, now }, { executionArn, ...paging }) => {
    const kept = parentOf(state, executionArn)
    const page = openPage<number>(paging, "number", ["ListMapRuns", executionArn], now())
    const after = listMapRuns(state, kept.id).filter(({ id }) => id > (page.cursor ?? 0))
    const found = after.slice(0, page.count)
    const mapRuns = found.map((row) =>
      present({
        ...{ executionArn, mapRunArn: arnsFor(kept.machine).mapRun(row.label, row.uuid) },
        ...{ stateMachineArn: arnsFor(kept.machine).childMachine(row.label), ...datesOf(row) },
      }),
    )
    return present({ mapRuns, nextToken: closePage(found, page, ({ id }) => id) })
  },
)

const describe = makeOperation(z.object({ mapRunArn: LongArn }), ({ state }, { mapRunArn }) => {
  const { row, kept } = mapRunOf(state, mapRunArn)
  const counts = countChildren(state, row.id)
  return present({
    ...{
      mapRunArn,
      executionArn: arnsFor(kept.machine).execution(kept.name),
      status: row.status,
      ...datesOf(row),
    },
    maxConcurrency: row.concurrency,
    toleratedFailurePercentage: row.tolerated_percent ?? 0,
    toleratedFailureCount: row.tolerated_count ?? 0,
    itemCounts: toCounts(row, counts, "items"),
    executionCounts: toCounts(row, counts, "executions"),
    redriveCount: row.redrives,
    redriveDate: row.redriven === null ? null : toSeconds(row.redriven),
  })
})

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_MapRunItemCounts.html */
function toCounts(
  { status, redrives }: MapRunRow,
  counts: ReturnType<typeof countChildren>,
  field: keyof ChildCounts,
): Record<string, number> {
  const of = (name: keyof typeof counts) => counts[name][field]
  const ended = of("SUCCEEDED") + of("FAILED") + of("TIMED_OUT") + of("ABORTED")
  const isOver = status === "SUCCEEDED" || status === "FAILED"
  return {
    pending: of("PENDING"),
    running: of("RUNNING"),
    succeeded: of("SUCCEEDED"),
    failed: of("FAILED"),
    timedOut: of("TIMED_OUT"),
    aborted: of("ABORTED"),
    total: ended + of("PENDING") + of("RUNNING"),
    resultsWritten: isOver ? ended : 0,
    failuresNotRedrivable: 0,
    pendingRedrive: status === "RUNNING" && redrives > 0 ? of("PENDING") : 0,
  }
}

const update = makeOperation(
  z.object({
    mapRunArn: LongArn,
    maxConcurrency: z.int().min(0).optional(),
    toleratedFailurePercentage: z.number().min(0).max(100).optional(),
    toleratedFailureCount: z.int().min(0).optional(),
  }),
  ({ state }, { mapRunArn, maxConcurrency, toleratedFailurePercentage, toleratedFailureCount }) => {
    const { row } = mapRunOf(state, mapRunArn)
    if (row.status !== "RUNNING") {
      const why = `Map Run is ${row.status} and cannot be updated: '${mapRunArn}'`
      throw validationFailed(why, "CANNOT_UPDATE_COMPLETED_MAP_RUN")
    }
    if ((maxConcurrency ?? toleratedFailurePercentage ?? toleratedFailureCount) === undefined) {
      const why = "One of maxConcurrency, toleratedFailurePercentage and toleratedFailureCount must be given"
      throw validationFailed(why, "MISSING_REQUIRED_PARAMETER")
    }
    const limits = limitsOf(row)
    updateLimits(state, row.uuid, {
      concurrency: maxConcurrency ?? limits.concurrency,
      toleratedCount: toleratedFailureCount ?? limits.toleratedCount,
      toleratedPercent: toleratedFailurePercentage ?? limits.toleratedPercent,
    })
    return {}
  },
)

function datesOf({ started, stopped }: MapRunRow): Record<string, unknown> {
  return { startDate: toSeconds(started), stopDate: stopped === null ? null : toSeconds(stopped) }
}

export const mapRunOperations: Readonly<Record<string, Operation>> = {
  ListMapRuns: list,
  DescribeMapRun: describe,
  UpdateMapRun: update,
}
