import type { DescribeExecutionOutput, ExecutionListItem, ExecutionStatus } from "@aws-sdk/client-sfn"
import type { RunStatus } from "@mapfold/core/status/run-line"

/** A run, as ListExecutions tells of it. */
export type ListedExecution = {
  readonly run: string
  readonly status: RunStatus
  readonly startedAt: Date
  readonly endedAt: Date | null
  readonly redrives: number
}

/** A run, as DescribeExecution tells of it. */
export type Execution = ListedExecution & {
  readonly arn: string
  /** As it was given, or null where it is no JSON. */
  readonly input: unknown
  /** What its last state answered; null where it has not, or that is no JSON. */
  readonly output: unknown
  readonly error: string | null
  readonly cause: string | null
  /** Why it cannot be redriven; null where it can. */
  readonly redriveFault: string | null
}

export function toListed(item: ExecutionListItem): ListedExecution {
  return {
    run: item.name ?? "",
    status: toStatus(item.status),
    startedAt: item.startDate ?? new Date(0),
    endedAt: item.stopDate ?? null,
    redrives: item.redriveCount ?? 0,
  }
}

export function toExecution(described: DescribeExecutionOutput): Execution {
  const {
    executionArn: arn = "",
    input,
    output,
    error,
    cause,
    redriveStatus,
    redriveStatusReason,
  } = described
  return {
    ...toListed({
      ...described,
      executionArn: arn,
      name: described.name ?? arn.split(":").at(-1)!,
    } as ExecutionListItem),
    ...{
      arn,
      input: parseJson(input),
      output: parseJson(output),
      error: error ?? null,
      cause: cause ?? null,
    },
    redriveFault: redriveStatus === "REDRIVABLE" ? null : (redriveStatusReason ?? "it is not redrivable"),
  }
}

/** A run that waits to be redriven has not ended. */
function toStatus(status: ExecutionStatus | undefined): RunStatus {
  return status === undefined || status === "PENDING_REDRIVE" ? "RUNNING" : status
}

/** What tells one state of a run that has ended from what a redrive makes of it: names what is remembered of it. */
export function versionOf({ redrives, endedAt }: ListedExecution): string {
  return `${redrives}/${endedAt?.getTime() ?? "running"}`
}

/** Null for what is no JSON: what comes from outside is shown, and never trusted. */
export function parseJson(text: string | undefined): unknown {
  try {
    return text === undefined ? null : (JSON.parse(text) as unknown)
  } catch {
    return null
  }
}
