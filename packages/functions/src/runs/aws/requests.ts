import {
  DescribeExecutionCommand,
  type DescribeExecutionOutput,
  type ExecutionListItem,
  type ExecutionStatus,
  ListExecutionsCommand,
  type SFNClient,
} from "@aws-sdk/client-sfn"
import { InvalidPage } from "../errors.ts"
import { ask } from "./aws-errors.ts"
import type { Cache } from "./cache.ts"
import type { Pace } from "./pace.ts"

/** What the parts of a state machine's client share. */
export type StateMachineOptions = {
  readonly sfn: SFNClient
  readonly stateMachineArn: string
  readonly cache: Cache
  /** Milliseconds for which what may change is taken as it was. */
  readonly fresh: number
  /** Of DescribeMapRun. */
  readonly pace: Pace
}

/** Milliseconds for which what has ended is remembered: somebody else may redrive it. */
export const ENDED = 20_000
/** And what cannot change. */
export const FOR_GOOD = 3_600_000
/** Pages of a list that changes, beyond the first, are asked for less often. */
export const LATER_PAGES = 5
/** As many as one answer has, at most. */
export const PAGE = 1_000

/** Bytes of an answer in memory, more or less. */
export function weigh(value: unknown): number {
  return JSON.stringify(value).length * 2
}

export type ExecutionList = {
  readonly executions: readonly ExecutionListItem[]
  readonly next: string | null
}

/** A page of the executions of a machine, or of the children of a map run. Throws `InvalidRequest` for a page that is none. */
export async function listExecutions(
  sfn: SFNClient,
  of: { readonly stateMachineArn: string } | { readonly mapRunArn: string },
  asked: {
    readonly status: ExecutionStatus | undefined
    readonly after: string | undefined
    readonly count: number
  },
): Promise<ExecutionList> {
  const { status, after, count } = asked
  const command = new ListExecutionsCommand({
    ...{ ...of, maxResults: Math.min(count, PAGE) },
    ...(status === undefined ? {} : { statusFilter: status }),
    ...(after === undefined ? {} : { nextToken: after }),
  })
  try {
    const answer = await ask("states:ListExecutions", () => sfn.send(command))
    return { executions: answer.executions ?? [], next: answer.nextToken ?? null }
  } catch (error) {
    const isRefused = after !== undefined && ["InvalidToken", "ValidationException"].includes(nameOf(error))
    throw isRefused ? new InvalidPage(after) : error
  }
}

/** An execution or a child; `missing` is thrown where there is none. */
export async function describeExecution(
  sfn: SFNClient,
  executionArn: string,
  missing: () => Error,
): Promise<DescribeExecutionOutput> {
  const command = new DescribeExecutionCommand({ executionArn })
  try {
    return await ask("states:DescribeExecution", () => sfn.send(command))
  } catch (error) {
    const isMissing = ["ExecutionDoesNotExist", "InvalidArn", "ResourceNotFound"].includes(nameOf(error))
    throw isMissing ? missing() : error
  }
}

export function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : ""
}
