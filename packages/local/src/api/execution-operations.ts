import { randomUUID } from "node:crypto"
import { MAX_PAYLOAD_BYTES } from "@mapfold/core/run/settings"
import type { Machine } from "@mapfold/core/workflow/asl/machine"
import * as z from "zod"
import { ExecutionNameTaken, NotRedrivable } from "../errors.ts"
import type { StopReason } from "../interpreter/execution.ts"
import { askChildToStop } from "../state/children.ts"
import { ExecutionStatus, findExecution, type KeptExecution, listExecutions } from "../state/executions.ts"
import { listChildren } from "../state/find-children.ts"
import { findMachine } from "../state/machines.ts"
import { findRedriveFault, findRedriveToken, redrive as redriveKept } from "../state/redrive.ts"
import type { State } from "../state/state.ts"
import { stopExecution } from "../state/stop.ts"
import {
  ApiError,
  executionDoesNotExist,
  machineDoesNotExist,
  notInContext,
  validationFailed,
} from "./api-error.ts"
import { arnsFor, executionOf, type Found, machineName, machineOf, mapRunOf, parentOf } from "./arns.ts"
import { checkName, settingsOf } from "./machine-operations.ts"
import { makeOperation, type Operation, present, toSeconds } from "./operation.ts"
import { closePage, openPage, Paging } from "./paging.ts"

const Arn = z.object({ executionArn: z.string() })

const start = makeOperation(
  z.object({ stateMachineArn: z.string(), name: z.string().nullish(), input: z.string().default("{}") }),
  ({ state, engines }, { stateMachineArn, name: given, input }) => {
    const { name: machine, definition } = machineOf(state, stateMachineArn)
    const name = checkName(given ?? randomUUID())
    checkInput(input)
    const executionArn = arnsFor(machine).execution(name)
    const isSame = (kept: KeptExecution | null) => kept?.status === "RUNNING" && kept.input === input
    try {
      engines.main.executions.start({ machine, definition, name, input })
    } catch (error) {
      if (!(error instanceof ExecutionNameTaken)) throw error
      if (!isSame(findExecution(state, machine, name)))
        throw new ApiError("ExecutionAlreadyExists", `Execution Already Exists: '${executionArn}'`)
    }
    return { executionArn, startDate: toSeconds(findExecution(state, machine, name)!.started) }
  },
)

/** Throws InvalidExecutionInput. */
function checkInput(input: string): void {
  const fail = (why: string): never => {
    throw new ApiError("InvalidExecutionInput", `Invalid State Machine Execution Input: '${why}'`)
  }
  if (Buffer.byteLength(input) > MAX_PAYLOAD_BYTES) fail(`it has more than ${MAX_PAYLOAD_BYTES} bytes`)
  try {
    JSON.parse(input)
  } catch (error) {
    fail((error as Error).message)
  }
}

const stop = makeOperation(
  z.object({ ...Arn.shape, error: z.string().max(256).optional(), cause: z.string().max(32_768).optional() }),
  ({ state, now }, { executionArn, error, cause }) => {
    const found = executionOf(state, executionArn)
    const time = now()
    if (found.kind === "child")
      return { stopDate: toSeconds(stopChild(state, found, { error, cause }, time)) }
    stopExecution(state, found.kept, { error, cause }, time)
    return { stopDate: toSeconds(found.kept.stopped ?? time) }
  },
)

/** Answers when it stopped, or stops. Throws InvalidArn where it is EXPRESS, ExecutionDoesNotExist where it has not started. */
function stopChild(state: State, { child, mapRun }: FoundChild, reason: StopReason, now: number): number {
  if (mapRun.row.is_express === 1) throw notInContext("express")
  if (child.started === null)
    throw executionDoesNotExist(arnsFor(mapRun.kept.machine).child(mapRun.row.label, child.name))
  if (child.status !== "RUNNING") return child.stopped ?? now
  askChildToStop(state, child, reason)
  return now
}

const describe = makeOperation(Arn, ({ state, now }, { executionArn }) => {
  const found = executionOf(state, executionArn)
  return {
    executionArn,
    ...(found.kind === "execution" ? describeExecution(state, found.kept, now()) : describeChild(found)),
  }
})

function describeExecution(state: State, kept: KeptExecution, now: number): Record<string, unknown> {
  const { machine, name, status, started, stopped, redriven, redrives, error, cause, input, output } = kept
  const fault = findRedriveFault(state, kept, now)
  return present({
    ...{ stateMachineArn: arnsFor(machine).stateMachine, name, status, startDate: toSeconds(started) },
    stopDate: stopped === null ? null : toSeconds(stopped),
    ...{ input, inputDetails: { included: true } },
    ...(output === null ? {} : { output, outputDetails: { included: true } }),
    ...{ error, cause, redriveCount: redrives, redriveDate: redriven === null ? null : toSeconds(redriven) },
    ...{ redriveStatus: fault === null ? "REDRIVABLE" : "NOT_REDRIVABLE", redriveStatusReason: fault },
  })
}

type FoundChild = Extract<Found, { kind: "child" }>

function describeChild({ child, mapRun: { row, kept, arn } }: FoundChild): Record<string, unknown> {
  const { name, status, started, stopped, redrives, error, cause, input, output } = child
  return present({
    ...{ stateMachineArn: arnsFor(kept.machine).childMachine(row.label), mapRunArn: arn, name, status },
    startDate: started === null ? null : toSeconds(started),
    stopDate: stopped === null ? null : toSeconds(stopped),
    ...{ input, inputDetails: { included: true } },
    ...(output === null ? {} : { output, outputDetails: { included: true } }),
    ...{ error, cause, redriveCount: redrives, itemCount: child.items },
    redriveStatus:
      status === "SUCCEEDED" || status === "RUNNING" ? "NOT_REDRIVABLE" : "REDRIVABLE_BY_MAP_RUN",
  })
}

const list = makeOperation(
  z.object({
    stateMachineArn: z.string().optional(),
    mapRunArn: z.string().optional(),
    statusFilter: z.enum([...ExecutionStatus.options, "PENDING_REDRIVE"]).optional(),
    redriveFilter: z.enum(["REDRIVEN", "NOT_REDRIVEN"]).optional(),
    ...Paging,
  }),
  ({ state }, { stateMachineArn, mapRunArn, statusFilter, redriveFilter, ...paging }) => {
    if ((stateMachineArn === undefined) === (mapRunArn === undefined))
      throw validationFailed("Either stateMachineArn or mapRunArn must be given, and not both")
    const page = openPage<number>(paging, "number")
    const asked = { status: statusFilter, before: page.cursor ?? Number.MAX_SAFE_INTEGER, count: page.count }
    const isWanted = ({ redrives }: { readonly redrives: number }) =>
      redriveFilter === undefined || redrives > 0 === (redriveFilter === "REDRIVEN")
    if (mapRunArn !== undefined) {
      const { row, kept } = mapRunOf(state, mapRunArn)
      const found = listChildren(state, row.id, { ...asked, status: statusFilter ?? null })
      const executions = found.filter(isWanted).map((child) =>
        present({
          executionArn: arnsFor(kept.machine).child(row.label, child.name),
          stateMachineArn: arnsFor(kept.machine).childMachine(row.label),
          ...{ mapRunArn, itemCount: child.items, ...datesOf(child) },
        }),
      )
      return present({ executions, nextToken: closePage(found, page, ({ place }) => place) })
    }
    const machine = machineName(stateMachineArn!)
    if (findMachine(state, machine) === null) throw machineDoesNotExist(stateMachineArn!)
    if (statusFilter === "PENDING_REDRIVE") return { executions: [] }
    const found = listExecutions(state, { ...asked, machine, status: statusFilter })
    const executions = found.filter(isWanted).map((kept) =>
      present({
        executionArn: arnsFor(machine).execution(kept.name),
        stateMachineArn,
        ...datesOf(kept),
        redriveDate: kept.redriven === null ? null : toSeconds(kept.redriven),
      }),
    )
    return present({ executions, nextToken: closePage(found, page, ({ id }) => id) })
  },
)

type Dated = Pick<KeptExecution, "name" | "stopped" | "redrives"> & {
  readonly status: string
  readonly started: number | null
}

function datesOf({ name, status, started, stopped, redrives }: Dated): Record<string, unknown> {
  return {
    ...{ name, status, redriveCount: redrives },
    startDate: started === null ? null : toSeconds(started),
    stopDate: stopped === null ? null : toSeconds(stopped),
  }
}

const describeMachine = makeOperation(Arn, ({ state }, { executionArn }) => {
  const found = executionOf(state, executionArn)
  const kept = found.kind === "execution" ? found.kept : found.mapRun.kept
  const machine = findMachine(state, kept.machine)
  const own = {
    stateMachineArn: arnsFor(kept.machine).stateMachine,
    name: kept.machine,
    definition: kept.definition,
    roleArn: machine?.role ?? arnsFor(kept.machine).role,
    updateDate: toSeconds(machine?.updated ?? kept.started),
    ...(machine === null ? {} : present({ loggingConfiguration: settingsOf(machine).loggingConfiguration })),
  }
  if (found.kind === "execution") return own
  const { row, arn: mapRunArn } = found.mapRun
  return {
    ...own,
    stateMachineArn: arnsFor(kept.machine).childMachine(row.label),
    mapRunArn,
    label: row.label,
    ...processorOf(kept, row.label),
  }
})

/** The definition of a map run's children, where the label leads to it. */
function processorOf({ definition }: KeptExecution, label: string): { readonly definition?: string } {
  const { States } = JSON.parse(definition) as Machine
  const map = Object.entries(States).find(
    ([name, state]) => state.Type === "Map" && (state.Label ?? name.slice(0, 40)) === label,
  )?.[1]
  return map?.Type === "Map" ? { definition: JSON.stringify(map.ItemProcessor) } : {}
}

const ClientToken = z
  .string()
  .max(64)
  .regex(/^[!-~]+$/)

const redrive = makeOperation(
  z.object({ ...Arn.shape, clientToken: ClientToken.optional() }),
  async ({ state, engines, now }, { executionArn, clientToken }) => {
    const kept = parentOf(state, executionArn)
    const time = now()
    const known = clientToken === undefined ? null : findRedriveToken(state, kept.id, clientToken, time)
    if (known !== null) return { redriveDate: toSeconds(known) }
    try {
      redriveKept(state, kept, time, clientToken)
    } catch (error) {
      if (error instanceof NotRedrivable) throw new ApiError("ExecutionNotRedrivable", error.why)
      throw error
    }
    const engine = await engines.open(kept.setup)
    engine.executions.resume(kept.machine, kept.name)
    return { redriveDate: toSeconds(time) }
  },
)

export const executionOperations: Readonly<Record<string, Operation>> = {
  StartExecution: start,
  StopExecution: stop,
  DescribeExecution: describe,
  ListExecutions: list,
  DescribeStateMachineForExecution: describeMachine,
  RedriveExecution: redrive,
}
