import {
  DescribeStateMachineForExecutionCommand,
  GetExecutionHistoryCommand,
  type HistoryEvent,
  type SFNClient,
} from "@aws-sdk/client-sfn"
import type { RunStatus } from "@mapfold/core/status/run-line"
import { NoSuchRun } from "../errors.ts"
import { executionArn } from "./arns.ts"
import { ask } from "./aws-errors.ts"
import {
  type Execution,
  type ListedExecution,
  parseJson,
  toExecution,
  toListed,
  versionOf,
} from "./execution.ts"
import {
  describeExecution,
  ENDED,
  FOR_GOOD,
  LATER_PAGES,
  listExecutions,
  PAGE,
  type StateMachineOptions,
  weigh,
} from "./requests.ts"

/** The runs of a machine. */
export type Executions = {
  list(asked: ListAsked): Promise<ListedPage>
  /** Throws `NoSuchRun`. */
  describe(run: string): Promise<Execution>
  /** The same for a run that was listed: one that has ended as it was before is not asked for again. */
  describeListed(listed: ListedExecution): Promise<Execution>
  /** The first 5,000 events, without their data: a run has some thirty. */
  history(execution: Execution): Promise<readonly HistoryEvent[]>
  definition(execution: Execution): Promise<unknown>
}

export type ListedPage = { readonly executions: readonly ListedExecution[]; readonly next: string | null }

export type ListAsked = {
  readonly status?: RunStatus | undefined
  readonly after?: string | undefined
  readonly count: number
}

const HISTORY_PAGES = 5

export function makeExecutions(options: StateMachineOptions): Executions {
  const { sfn, stateMachineArn, cache, fresh } = options
  const lifeOf = ({ endedAt }: ListedExecution) => (endedAt === null ? fresh : ENDED)

  async function read(run: string): Promise<Execution> {
    const arn = executionArn(stateMachineArn, run)
    return toExecution(await describeExecution(sfn, arn, () => new NoSuchRun(run)))
  }

  async function describe(run: string): Promise<Execution> {
    return cache.get(`run/${run}/describe`, { milliseconds: lifeOf, weigh }, () => read(run))
  }

  return {
    describe,
    async list({ status, after, count }) {
      const milliseconds = after === undefined ? fresh : fresh * LATER_PAGES
      return cache.get(`list/${status}/${count}/${after}`, { milliseconds, weigh }, async () => {
        const { executions, next } = await listExecutions(sfn, { stateMachineArn }, { status, after, count })
        return { executions: executions.map(toListed), next }
      })
    },
    async describeListed(listed) {
      const { run, endedAt } = listed
      if (endedAt === null) return describe(run)
      // not what `describe` remembers: that may be from before its end
      const key = `run/${run}/described/${versionOf(listed)}`
      return cache.get(key, { milliseconds: FOR_GOOD, weigh }, () => read(run))
    },
    async history(execution) {
      const { run, arn, endedAt } = execution
      const life = { milliseconds: endedAt === null ? fresh : FOR_GOOD, weigh }
      return cache.get(`run/${run}/history/${versionOf(execution)}`, life, () => readHistory(sfn, arn))
    },
    async definition({ run, arn, redrives }) {
      const life = { milliseconds: FOR_GOOD, weigh }
      return cache.get(`run/${run}/definition/${redrives}`, life, async () => {
        const command = new DescribeStateMachineForExecutionCommand({ executionArn: arn })
        const { definition } = await ask("states:DescribeStateMachineForExecution", () => sfn.send(command))
        return parseJson(definition)
      })
    },
  }
}

async function readHistory(sfn: SFNClient, executionArn: string): Promise<HistoryEvent[]> {
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
