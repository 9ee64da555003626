import type { ExecutionListItem } from "@aws-sdk/client-sfn"
import type { BatchLine, BatchPage, BatchStatus } from "@mapfold/core/status/batch-view"
import type { Ports } from "../ports.ts"
import { findMapRun } from "../run/find-map-run.ts"
import type { Paging } from "../runs.ts"

/** As many as ListExecutions answers at once. */
const COUNT = 1_000

/** The children of a run's last map run. Throws `NoSuchRun`. */
export async function listBatches(
  ports: Ports,
  run: string,
  { after, count = COUNT }: Paging = {},
): Promise<BatchPage> {
  const { machine } = ports
  const execution = await machine.describe(run)
  const mapRunArn = await findMapRun(ports, execution)
  if (mapRunArn === null) return { batches: [], next: null }
  const { children, next } = await machine.children({ mapRunArn, execution, after, count })
  return { batches: children.filter(({ startDate }) => startDate !== undefined).map(toBatchLine), next }
}

export function toBatchLine(
  child: Pick<ExecutionListItem, "name" | "status" | "startDate" | "stopDate" | "itemCount" | "redriveCount">,
): BatchLine {
  return {
    child: child.name ?? "",
    status: toBatchStatus(child.status),
    startedAt: (child.startDate ?? new Date(0)).toISOString(),
    endedAt: child.stopDate?.toISOString() ?? null,
    items: child.itemCount ?? 0,
    redrives: child.redriveCount ?? 0,
  }
}

function toBatchStatus(status: ExecutionListItem["status"]): BatchStatus {
  return status === undefined || status === "PENDING_REDRIVE" ? "PENDING" : status
}
