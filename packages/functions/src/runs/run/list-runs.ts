import { setTimeout as sleep } from "node:timers/promises"
import type { Report } from "@mapfold/core/report/report"
import type { RunLine, RunPage, RunStatus } from "@mapfold/core/status/run-line"
import { readAhead } from "@mapfold/core/store/read-ahead"
import { type Execution, type ListedExecution, versionOf } from "../aws/execution.ts"
import type { Ports } from "../ports.ts"
import { toRunLine } from "./to-run-line.ts"

/** A page where nothing is said; each run of it is described once. */
const COUNT = 30
/** DescribeExecution may be asked 15 times a second, in bursts of 300. */
const MOST = 100
/** Runs described at a time. */
const AT_A_TIME = 8
/** Milliseconds that a bucket of a run's own gets to answer, and until it is asked again where it did not. */
const PATIENCE = 2_000
const ASKED_AGAIN = 30_000

export type ListOptions = {
  readonly status?: RunStatus | undefined
  readonly after?: string | undefined
  readonly count?: number | undefined
}

/** The runs, the one that started last first. */
export async function listRuns(
  ports: Ports,
  { status, after, count = COUNT }: ListOptions,
): Promise<RunPage> {
  const { executions, next } = await ports.machine.list({ status, after, count: Math.min(count, MOST) })
  const runs: RunLine[] = []
  const read = async (listed: ListedExecution) => readLine(ports, listed)
  for await (const line of readAhead(executions, AT_A_TIME, read)) runs.push(line)
  return { runs, next }
}

async function readLine(ports: Ports, listed: ListedExecution): Promise<RunLine> {
  const execution = await ports.machine.describeListed(listed)
  return toRunLine(ports, execution, await readReport(ports, execution))
}

/** A bucket of a run's own that does not answer, or is gone, is no reason to tell nothing of the others. */
async function readReport(ports: Ports, execution: Execution): Promise<Report | null> {
  const { run, endedAt } = execution
  const { store } = await ports.placeOf(run)
  if (store === ports.store) return ports.files.report(execution)
  if (endedAt === null) return null
  // a report is remembered where it is read
  const milliseconds = (report: Report | null) => (report === null ? ASKED_AGAIN : 0)
  return ports.cache.get(`run/${run}/own-report/${versionOf(execution)}`, { milliseconds }, () => {
    const silence = sleep(PATIENCE, null, { ref: false })
    return Promise.race([ports.files.report(execution).catch(() => null), silence])
  })
}

/** The descriptions of the newest runs, for whoever looks for one of them. */
export async function describeNewest(ports: Ports, count: number): Promise<readonly Execution[]> {
  const { executions } = await ports.machine.list({ count: Math.min(count, MOST) })
  const found: Execution[] = []
  for await (const execution of readAhead(executions, AT_A_TIME, (listed) =>
    ports.machine.describeListed(listed),
  ))
    found.push(execution)
  return found
}
