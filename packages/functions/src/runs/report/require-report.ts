import type { Report } from "@mapfold/core/report/report"
import type { Execution } from "../aws/execution.ts"
import { NotYet } from "../errors.ts"
import type { Ports } from "../ports.ts"

/** Throws `NotYet` where the run has none. */
export async function requireReport({ files }: Ports, execution: Execution): Promise<Report> {
  const report = await files.report(execution)
  if (report !== null) return report
  const { run, endedAt } = execution
  throw new NotYet(
    endedAt === null
      ? `run "${run}" has no report yet: it is written when all batches are done`
      : `run "${run}" has no report: it ended before its batches were reduced`,
  )
}
