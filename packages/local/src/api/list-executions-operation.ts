import * as z from "zod"
import { summarizeExecutions } from "../state/execution-summaries.ts"
import { ExecutionStatus } from "../state/executions.ts"
import { listChildren } from "../state/find-children.ts"
import { validationFailed } from "./api-error.ts"
import { arnsFor, childArn, machineOf, mapRunOf } from "./arns.ts"
import { Arn, LongArn } from "./fields.ts"
import { type ApiContext, makeOperation, type Operation, present, toSeconds } from "./operation.ts"
import { closePage, openPage, Paging } from "./paging.ts"

const Request = z.object({
  stateMachineArn: Arn.optional(),
  mapRunArn: LongArn.optional(),
  statusFilter: z.enum([...ExecutionStatus.options, "PENDING_REDRIVE"]).optional(),
  redriveFilter: z.enum(["REDRIVEN", "NOT_REDRIVEN"]).optional(),
  ...Paging,
})
type Request = z.infer<typeof Request>

/** The one that started last first. */
const list = makeOperation(Request, (context, request) => {
  const { stateMachineArn, mapRunArn } = request
  if (stateMachineArn !== undefined && mapRunArn === undefined)
    return listOfMachine(context, request, stateMachineArn)
  if (mapRunArn !== undefined && stateMachineArn === undefined)
    return listOfMapRun(context, request, mapRunArn)
  throw validationFailed(
    "Either stateMachineArn or mapRunArn must be given, and not both",
    mapRunArn === undefined ? "MISSING_REQUIRED_PARAMETER" : undefined,
  )
})

function listOfMachine({ state, now }: ApiContext, request: Request, stateMachineArn: string) {
  const { statusFilter: status, redriveFilter } = request
  if (status === "PENDING_REDRIVE")
    throw validationFailed(
      "The statusFilter PENDING_REDRIVE is for the executions of a map run: give mapRunArn",
    )
  const { name: machine } = machineOf(state, stateMachineArn)
  const page = openPage<number>(request, "number", [stateMachineArn, status, redriveFilter], now())
  const asked = {
    status,
    isRedriven: isRedriven(request),
    before: page.cursor ?? undefined,
    count: page.count,
  }
  const found = summarizeExecutions(state, { machine, ...asked })
  const executions = found.map((one) =>
    present({
      ...{ executionArn: arnsFor(machine).execution(one.name), stateMachineArn, name: one.name },
      ...{ status: one.status, redriveCount: one.redrives, ...datesOf(one) },
      redriveDate: one.redriven === null ? null : toSeconds(one.redriven),
    }),
  )
  return present({ executions, nextToken: closePage(found, page, ({ id }) => id) })
}

function listOfMapRun({ state, now }: ApiContext, request: Request, mapRunArn: string) {
  const { statusFilter, redriveFilter } = request
  const mapRun = mapRunOf(state, mapRunArn)
  const page = openPage<number>(request, "number", [mapRunArn, statusFilter, redriveFilter], now())
  const asked = { status: statusFilter ?? null, isRedriven: isRedriven(request), count: page.count }
  const before = page.cursor ?? Number.MAX_SAFE_INTEGER
  const found = listChildren(state, mapRun.row.id, { ...asked, before })
  const executions = found.map((child) =>
    present({
      executionArn: childArn(mapRun, child),
      stateMachineArn: arnsFor(mapRun.kept.machine).childMachine(mapRun.row.label),
      ...{ mapRunArn, itemCount: child.items, name: child.name, status: child.status },
      redriveCount: child.redrives,
      // when a child that waits for its redrive had started is not kept
      ...datesOf({ started: child.started ?? mapRun.row.started, stopped: child.stopped }),
    }),
  )
  return present({ executions, nextToken: closePage(found, page, ({ place }) => place) })
}

function isRedriven({ redriveFilter }: Request): boolean | undefined {
  return redriveFilter === undefined ? undefined : redriveFilter === "REDRIVEN"
}

function datesOf({ started, stopped }: { readonly started: number; readonly stopped: number | null }) {
  return { startDate: toSeconds(started), stopDate: stopped === null ? null : toSeconds(stopped) }
}

export const listExecutionsOperations: Readonly<Record<string, Operation>> = { ListExecutions: list }
