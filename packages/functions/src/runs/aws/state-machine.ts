import {
  DescribeExecutionCommand,
  type DescribeExecutionOutput,
  DescribeMapRunCommand,
  type DescribeMapRunOutput,
  DescribeStateMachineForExecutionCommand,
  type ExecutionListItem,
  type ExecutionStatus,
  GetExecutionHistoryCommand,
  type HistoryEvent,
  ListExecutionsCommand,
  RedriveExecutionCommand,
  type SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from "@aws-sdk/client-sfn"
import type { RunStatus } from "@mapfold/core/status/run-line"
import { InvalidPage, NoSuchBatch, NoSuchRun, NotAllowed } from "../errors.ts"
import { childArn, executionArn } from "./arns.ts"
import { ask } from "./aws-errors.ts"
import type { Cache } from "./cache.ts"
import {
  type Execution,
  type ListedExecution,
  parseJson,
  toExecution,
  toListed,
  versionOf,
} from "./execution.ts"
import type { Pace } from "./pace.ts"

/** What Step Functions says of one machine and its runs, remembered for as long as it may be. */
export type StateMachine = {
  list(
    asked: ListAsked,
  ): Promise<{ readonly executions: readonly ListedExecution[]; readonly next: string | null }>
  /** Throws `NoSuchRun`. */
  describe(run: string): Promise<Execution>
  /** The same for a run that was listed: one that has ended as it was before is not asked for again. */
  describeListed(listed: ListedExecution): Promise<Execution>
  /** The first 5,000 events, without their data: a run has some thirty. */
  history(execution: Execution): Promise<readonly HistoryEvent[]>
  definition(execution: Execution): Promise<unknown>
  mapRun(mapRunArn: string, execution: Execution): Promise<DescribeMapRunOutput>
  /** Up to 1,000 a page. */
  children(
    asked: ChildrenAsked,
  ): Promise<{ readonly children: readonly ExecutionListItem[]; readonly next: string | null }>
  /** Throws `NoSuchBatch`, also where it is another map run's. */
  child(mapRunArn: string, execution: Execution, child: string): Promise<DescribeExecutionOutput>
  /** Throws `NotAllowed` where there is a run of this name. */
  start(run: string, input: unknown): Promise<void>
  stop(execution: Execution, why: string): Promise<void>
  /** Throws `NotAllowed`. */
  redrive(execution: Execution): Promise<void>
}

export type ListAsked = {
  readonly status?: RunStatus | undefined
  readonly after?: string | undefined
  readonly count: number
}

export type ChildrenAsked = {
  readonly mapRunArn: string
  /** The run that the map run is of. */
  readonly execution: Execution
  readonly status?: "FAILED" | "TIMED_OUT" | undefined
  readonly after?: string | undefined
  readonly count: number
}

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
const ENDED = 20_000
/** And what cannot change. */
const FOR_GOOD = 3_600_000
/** Pages of a list that changes, beyond the first, are asked for less often. */
const LATER_PAGES = 5
const HISTORY_PAGES = 5
const PAGE = 1_000

export function makeStateMachine({
  sfn,
  stateMachineArn,
  cache,
  fresh,
  pace,
}: StateMachineOptions): StateMachine {
  const lifeOf = ({ endedAt }: ListedExecution) => (endedAt === null ? fresh : ENDED)
  const weigh = (value: unknown) => JSON.stringify(value).length * 2

  async function describeArn(arn: string, missing: () => Error): Promise<DescribeExecutionOutput> {
    try {
      return await ask("states:DescribeExecution", () =>
        sfn.send(new DescribeExecutionCommand({ executionArn: arn })),
      )
    } catch (error) {
      throw isMissing(error) ? missing() : error
    }
  }

  async function readExecution(run: string): Promise<Execution> {
    const arn = executionArn(stateMachineArn, run)
    return toExecution(await describeArn(arn, () => new NoSuchRun(run)))
  }

  async function describe(run: string): Promise<Execution> {
    return cache.get(`run/${run}/describe`, { milliseconds: lifeOf, weigh }, () => readExecution(run))
  }

  async function readHistory(executionArn: string): Promise<HistoryEvent[]> {
    const events: HistoryEvent[] = []
    let nextToken: string | undefined
    for (let page = 0; page < HISTORY_PAGES; page++) {
      const command = new GetExecutionHistoryCommand({
        ...{ executionArn, maxResults: PAGE, includeExecutionData: false },
        ...(nextToken === undefined ? {} : { nextToken }),
      })
      const answer = await ask("states:GetExecutionHistory", () => sfn.send(command))
      events.push(...(answer.events ?? []))
      nextToken = answer.nextToken
      if (nextToken === undefined) break
    }
    return events
  }

  async function listPage(asked: {
    readonly of: { readonly stateMachineArn: string } | { readonly mapRunArn: string }
    readonly status: ExecutionStatus | undefined
    readonly after: string | undefined
    readonly count: number
  }) {
    const { of, status, after, count } = asked
    const command = new ListExecutionsCommand({
      ...{ ...of, maxResults: Math.min(count, PAGE) },
      ...(status === undefined ? {} : { statusFilter: status }),
      ...(after === undefined ? {} : { nextToken: after }),
    })
    try {
      const { executions = [], nextToken = null } = await ask("states:ListExecutions", () =>
        sfn.send(command),
      )
      return { executions, next: nextToken }
    } catch (error) {
      throw after !== undefined && isInvalid(error) ? new InvalidPage(after) : error
    }
  }

  return {
    describe,
    async list({ status, after, count }) {
      const of = { stateMachineArn }
      const milliseconds = after === undefined ? fresh : fresh * LATER_PAGES
      return cache.get(`list/${status}/${count}/${after}`, { milliseconds, weigh }, async () => {
        const { executions, next } = await listPage({ of, status, after, count })
        return { executions: executions.map(toListed), next }
      })
    },
    async describeListed(listed) {
      if (listed.endedAt === null) return describe(listed.run)
      const { run } = listed
      // not what `describe` remembers: that may be from before its end
      return cache.get(`run/${run}/described/${versionOf(listed)}`, { milliseconds: FOR_GOOD, weigh }, () =>
        readExecution(run),
      )
    },
    history: (execution) =>
      cache.get(
        `run/${execution.run}/history/${versionOf(execution)}`,
        { milliseconds: execution.endedAt === null ? fresh : FOR_GOOD, weigh },
        () => readHistory(execution.arn),
      ),
    definition: ({ run, arn, redrives }) =>
      cache.get(`run/${run}/definition/${redrives}`, { milliseconds: FOR_GOOD, weigh }, async () => {
        const command = new DescribeStateMachineForExecutionCommand({ executionArn: arn })
        const { definition } = await ask("states:DescribeStateMachineForExecution", () => sfn.send(command))
        return parseJson(definition)
      }),
    mapRun: (mapRunArn, execution) =>
      cache.get(
        `map-run/${mapRunArn}/${versionOf(execution)}`,
        { milliseconds: ({ status }) => (status === "RUNNING" ? fresh : ENDED) },
        () =>
          pace(() => ask("states:DescribeMapRun", () => sfn.send(new DescribeMapRunCommand({ mapRunArn })))),
      ),
    async children({ mapRunArn, execution, status, after, count }) {
      const whileRunning = after === undefined ? fresh : fresh * LATER_PAGES
      const life = { milliseconds: execution.endedAt === null ? whileRunning : ENDED, weigh }
      const key = `children/${mapRunArn}/${versionOf(execution)}/${status}/${count}/${after}`
      return cache.get(key, life, async () => {
        const { executions, next } = await listPage({ of: { mapRunArn }, status, after, count })
        return { children: executions, next }
      })
    },
    async child(mapRunArn, execution, child) {
      const { run } = execution
      const arn = childArn(mapRunArn, run, child)
      const milliseconds = ({ stopDate }: DescribeExecutionOutput) => (stopDate === undefined ? fresh : ENDED)
      return cache.get(`child/${arn}/${versionOf(execution)}`, { milliseconds, weigh }, async () => {
        const described = await describeArn(arn, () => new NoSuchBatch(run, child))
        // the children of all runs of a machine have names of the same form
        if (described.mapRunArn !== undefined && described.mapRunArn !== mapRunArn)
          throw new NoSuchBatch(run, child)
        return described
      })
    },
    async start(run, input) {
      executionArn(stateMachineArn, run)
      const command = new StartExecutionCommand({ stateMachineArn, name: run, input: JSON.stringify(input) })
      try {
        await ask("states:StartExecution", () => sfn.send(command))
      } catch (error) {
        if (nameOf(error) !== "ExecutionAlreadyExists") throw error
        throw new NotAllowed(`there is a run "${run}" already: choose another name`)
      } finally {
        cache.forget("list/")
      }
    },
    async stop({ run, arn }, why) {
      const command = new StopExecutionCommand({ executionArn: arn, cause: why })
      await ask("states:StopExecution", () => sfn.send(command))
      forget(cache, run)
    },
    async redrive({ run, arn }) {
      try {
        await ask("states:RedriveExecution", () =>
          sfn.send(new RedriveExecutionCommand({ executionArn: arn })),
        )
      } catch (error) {
        if (nameOf(error) !== "ExecutionNotRedrivable") throw error
        throw new NotAllowed(`run "${run}" cannot be redriven: ${(error as Error).message}`)
      } finally {
        forget(cache, run)
      }
    },
  }
}

/** All that may be otherwise from now on. */
function forget(cache: Cache, run: string): void {
  for (const prefix of [`run/${run}/`, "list/", "map-run/", "children/", "child/"]) cache.forget(prefix)
}

function isMissing(error: unknown): boolean {
  return ["ExecutionDoesNotExist", "InvalidArn", "ResourceNotFound"].includes(nameOf(error))
}

function isInvalid(error: unknown): boolean {
  return ["InvalidToken", "ValidationException"].includes(nameOf(error))
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : ""
}
