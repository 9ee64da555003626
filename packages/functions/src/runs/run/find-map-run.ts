import type { DescribeMapRunOutput } from "@aws-sdk/client-sfn"
import type { MapRunCounts, MapRunView } from "@mapfold/core/status/run-view"
import { labelOf } from "../aws/arns.ts"
import type { Execution } from "../aws/execution.ts"
import { NotYet } from "../errors.ts"
import type { Ports } from "../ports.ts"
import type { GraphState } from "./graph.ts"
import { lastMapRun } from "./read-states.ts"

/** The ARN of a run's last map run, or null before there is any. */
export async function findMapRun({ machine }: Ports, execution: Execution): Promise<string | null> {
  return lastMapRun(await machine.history(execution))
}

/** Throws `NotYet` where there is none. */
export async function requireMapRun(ports: Ports, execution: Execution): Promise<string> {
  const arn = await findMapRun(ports, execution)
  if (arn !== null) return arn
  const { run, endedAt } = execution
  throw new NotYet(
    endedAt === null
      ? `run "${run}" has no batches yet: its objects have not been listed`
      : `run "${run}" has no batches: it ended before its objects were listed`,
  )
}

type GivenCounts = { readonly [Name in keyof MapRunCounts]?: number | undefined }

export function toMapRunView(described: DescribeMapRunOutput, graph: readonly GraphState[]): MapRunView {
  const { mapRunArn: arn = "", startDate, stopDate } = described
  const label = labelOf(arn)
  return {
    arn,
    label: graph.find((state) => state.label === label)?.name ?? label,
    status: described.status ?? "RUNNING",
    startedAt: (startDate ?? new Date(0)).toISOString(),
    endedAt: stopDate?.toISOString() ?? null,
    maxConcurrency: described.maxConcurrency ?? 0,
    toleratedFailurePercentage: described.toleratedFailurePercentage ?? 0,
    toleratedFailureCount: described.toleratedFailureCount ?? 0,
    redrives: described.redriveCount ?? 0,
    items: toCounts(described.itemCounts),
    batches: toCounts(described.executionCounts),
  }
}

function toCounts(counts: GivenCounts | undefined): MapRunCounts {
  const of = (name: keyof MapRunCounts) => counts?.[name] ?? 0
  return {
    pending: of("pending"),
    running: of("running"),
    succeeded: of("succeeded"),
    failed: of("failed"),
    timedOut: of("timedOut"),
    aborted: of("aborted"),
    total: of("total"),
    resultsWritten: of("resultsWritten"),
  }
}
