import {
  type DescribeExecutionOutput,
  DescribeMapRunCommand,
  type DescribeMapRunOutput,
  type ExecutionListItem,
} from "@aws-sdk/client-sfn"
import { NoSuchBatch } from "../errors.ts"
import { childArn } from "./arns.ts"
import { ask } from "./aws-errors.ts"
import { type Execution, versionOf } from "./execution.ts"
import {
  describeExecution,
  ENDED,
  LATER_PAGES,
  listExecutions,
  type StateMachineOptions,
  weigh,
} from "./requests.ts"

/** The map runs of a machine's runs, and their children. */
export type MapRuns = {
  mapRun(mapRunArn: string, execution: Execution): Promise<DescribeMapRunOutput>
  /** Up to 1,000 a page. */
  children(asked: ChildrenAsked): Promise<ChildPage>
  /** Throws `NoSuchBatch`, also where it is another map run's. */
  child(mapRunArn: string, execution: Execution, child: string): Promise<DescribeExecutionOutput>
}

export type ChildPage = { readonly children: readonly ExecutionListItem[]; readonly next: string | null }

export type ChildrenAsked = {
  readonly mapRunArn: string
  /** The run that the map run is of. */
  readonly execution: Execution
  readonly status?: "FAILED" | "TIMED_OUT" | undefined
  readonly after?: string | undefined
  readonly count: number
}

/** What is remembered is of one state of the run: once that has ended, its map run is not shown to go on. */
export function makeMapRuns({ sfn, cache, fresh, pace }: StateMachineOptions): MapRuns {
  return {
    async mapRun(mapRunArn, execution) {
      const milliseconds = ({ status }: DescribeMapRunOutput) => (status === "RUNNING" ? fresh : ENDED)
      const command = new DescribeMapRunCommand({ mapRunArn })
      return cache.get(`map-run/${mapRunArn}/${versionOf(execution)}`, { milliseconds }, () =>
        pace(() => ask("states:DescribeMapRun", () => sfn.send(command))),
      )
    },
    async children({ mapRunArn, execution, status, after, count }) {
      const whileRunning = after === undefined ? fresh : fresh * LATER_PAGES
      const life = { milliseconds: execution.endedAt === null ? whileRunning : ENDED, weigh }
      const key = `children/${mapRunArn}/${versionOf(execution)}/${status}/${count}/${after}`
      return cache.get(key, life, async () => {
        const { executions, next } = await listExecutions(sfn, { mapRunArn }, { status, after, count })
        return { children: executions, next }
      })
    },
    async child(mapRunArn, execution, child) {
      const { run } = execution
      const arn = childArn(mapRunArn, run, child)
      const milliseconds = ({ stopDate }: DescribeExecutionOutput) => (stopDate === undefined ? fresh : ENDED)
      return cache.get(`child/${arn}/${versionOf(execution)}`, { milliseconds, weigh }, async () => {
        const described = await describeExecution(sfn, arn, () => new NoSuchBatch(run, child))
        const { mapRunArn: of } = described
        // the children of all runs of a machine have names of the same form
        if (of !== undefined && of !== mapRunArn) throw new NoSuchBatch(run, child)
        return described
      })
    },
  }
}
