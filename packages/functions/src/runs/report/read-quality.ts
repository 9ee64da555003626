import type { Report } from "@mapfold/core/report/report"
import type { QualityView } from "@mapfold/core/status/quality-view"
import { readAhead } from "@mapfold/core/store/read-ahead"
import { type Execution, type ListedExecution, versionOf } from "../aws/execution.ts"
import type { Ports } from "../ports.ts"
import { toRunLine } from "../run/to-run-line.ts"
import { requireReport } from "./require-report.ts"

/** Pages of the list, and runs of a page, among which the run before is looked for. */
const PAGES = 3
const PAGE = 100
const AT_A_TIME = 8

/** What a run's report says of its data, beside that of the run before. Throws `NoSuchRun`, `NotYet`. */
export async function readQuality(ports: Ports, run: string): Promise<QualityView> {
  const execution = await ports.machine.describe(run)
  const report = await requireReport(ports, execution)
  const key = `run/${run}/previous/${versionOf(execution)}`
  const weigh = (previous: Report | null) => 1_000 + (previous?.failures.length ?? 0) * 500
  const milliseconds = (previous: Report | null) => (previous === null ? 60_000 : 3_600_000)
  const previous = await ports.cache.get(key, { milliseconds, weigh }, () =>
    findPrevious(ports, execution, report),
  )
  return { report, previous }
}

/** The report of the last run of the same job and params that had ended before this one began. */
async function findPrevious(ports: Ports, execution: Execution, report: Report): Promise<Report | null> {
  let after: string | undefined
  for (let page = 0; page < PAGES; page++) {
    const { executions, next } = await ports.machine.list({ after, count: PAGE })
    const before = executions.filter(({ endedAt }) => endedAt !== null && endedAt <= execution.startedAt)
    for await (const found of readAhead(before, AT_A_TIME, (listed) => readSame(ports, listed, report)))
      if (found !== null) return found
    if (next === null) return null
    after = next
  }
  return null
}

/** A run's report where it is of the same job and params. */
async function readSame(
  ports: Ports,
  listed: ListedExecution,
  { job, params }: Report,
): Promise<Report | null> {
  const execution = await ports.machine.describeListed(listed)
  const asked = toRunLine(ports, execution, null)
  if (asked.job !== job || JSON.stringify(asked.params) !== JSON.stringify(params)) return null
  return ports.files.report(execution)
}
