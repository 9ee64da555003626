import * as z from "zod"
import type { StopReason } from "../interpreter/execution.ts"
import { askChildToStop } from "../state/children.ts"
import type { KeptExecution } from "../state/executions.ts"
import { findRedriveFault } from "../state/redrive.ts"
import type { State } from "../state/state.ts"
import { stopExecution } from "../state/stop.ts"
import { executionDoesNotExist, notInContext } from "./api-error.ts"
import { arnsFor, childArn, executionOf, type Found } from "./arns.ts"
import { Arn, IncludedData } from "./fields.ts"
import { makeOperation, type Operation, present, toSeconds } from "./operation.ts"

type FoundChild = Extract<Found, { kind: "child" }>

const stop = makeOperation(
  z.object({
    executionArn: Arn,
    error: z.string().max(256).optional(),
    cause: z.string().max(32_768).optional(),
  }),
  ({ state, engines, now }, { executionArn, error, cause }) => {
    const found = executionOf(state, executionArn)
    const time = now()
    if (found.kind === "child")
      return { stopDate: toSeconds(stopChild(state, found, { error, cause }, time)) }
    stopExecution(state, found.kept, { error, cause }, time)
    engines.lookForStops()
    return { stopDate: toSeconds(found.kept.stopped ?? time) }
  },
)

/** Answers when it stopped, or stops. Throws InvalidArn where it is EXPRESS, ExecutionDoesNotExist where it has not started. */
function stopChild(state: State, { child, mapRun }: FoundChild, reason: StopReason, now: number): number {
  if (mapRun.row.is_express === 1) throw notInContext("express")
  if (child.started === null) throw executionDoesNotExist(childArn(mapRun, child))
  if (child.status !== "RUNNING") return child.stopped ?? now
  askChildToStop(state, child, reason)
  return now
}

const describe = makeOperation(
  z.object({ executionArn: Arn, includedData: IncludedData }),
  ({ state, now }, { executionArn, includedData }) => {
    const found = executionOf(state, executionArn)
    return {
      executionArn,
      ...(found.kind === "execution"
        ? describeExecution(state, found.kept, now())
        : describeChild(found, executionArn)),
      ...(includedData === "ALL_DATA" ? dataOf(found) : {}),
    }
  },
)

function describeExecution(state: State, kept: KeptExecution, now: number): Record<string, unknown> {
  const { machine, name, status, started, stopped, redriven, redrives } = kept
  const fault = findRedriveFault(state, kept, now)
  return present({
    ...{ stateMachineArn: arnsFor(machine).stateMachine, name, status, startDate: toSeconds(started) },
    stopDate: stopped === null ? null : toSeconds(stopped),
    ...{ redriveCount: redrives, redriveDate: redriven === null ? null : toSeconds(redriven) },
    ...{ redriveStatus: fault === null ? "REDRIVABLE" : "NOT_REDRIVABLE", redriveStatusReason: fault },
  })
}

/** Throws ExecutionDoesNotExist where it has not started. */
function describeChild({ child, mapRun }: FoundChild, executionArn: string): Record<string, unknown> {
  const { name, started, stopped, redrives } = child
  const isWaiting = started === null && redrives > 0
  if (started === null && !isWaiting) throw executionDoesNotExist(executionArn)
  const isRedrivable = child.status !== "SUCCEEDED" && child.status !== "RUNNING"
  const reason = isRedrivable ? null : `Execution is ${child.status} and cannot be redriven`
  return present({
    stateMachineArn: arnsFor(mapRun.kept.machine).childMachine(mapRun.row.label),
    ...{ mapRunArn: mapRun.arn, name, status: isWaiting ? "PENDING_REDRIVE" : child.status },
    // when a child that waits for its redrive had started is not kept
    startDate: toSeconds(started ?? mapRun.row.started),
    ...{ stopDate: stopped === null ? null : toSeconds(stopped), redriveCount: redrives },
    redriveStatus: isRedrivable ? "REDRIVABLE_BY_MAP_RUN" : "NOT_REDRIVABLE",
    redriveStatusReason: reason,
  })
}

function dataOf(found: Found): Record<string, unknown> {
  const { input, output, error, cause } = found.kind === "execution" ? found.kept : found.child
  return present({
    ...{ input, inputDetails: { included: true }, output, error, cause },
    outputDetails: output === null ? null : { included: true },
  })
}

export const executionOperations: Readonly<Record<string, Operation>> = {
  StopExecution: stop,
  DescribeExecution: describe,
}
