import type { BatchPage } from "@mapfold/core/status/batch-view"
import { type QueryClient, queryOptions, useQuery, useQueryClient } from "@tanstack/react-query"
import {
  type BatchIndex,
  hasEnded,
  isWalkOver,
  mergeBatches,
  NO_BATCHES,
} from "../screens/batches/batch-index.ts"
import { answerOf, api } from "./client.ts"
import { failuresOf, optional } from "./fields.ts"
import { pollInterval } from "./polling.ts"

/** What ListExecutions answers at most. */
const BATCHES_A_PAGE = 1_000

type BatchesOf = {
  readonly run: string
  /** Batches that had ended run again after a redrive: what was known is walked anew. */
  readonly redrives: number
  readonly isRunOver: boolean
}

/**
 * All batches of a run, shown page by page as they come. Asked again while the run goes on: then only as many pages are read
 * as may have changed.
 */
export function useAllBatches(batchesOf: BatchesOf) {
  return useQuery(allBatchesQuery(useQueryClient(), batchesOf))
}

function allBatchesQuery(client: QueryClient, { run, redrives, isRunOver }: BatchesOf) {
  const queryKey = ["run", run, "batches", redrives]
  return queryOptions({
    queryKey,
    queryFn: async ({ signal }): Promise<BatchIndex> => {
      const before = client.getQueryData<BatchIndex>(queryKey) ?? NO_BATCHES
      const walked: BatchPage[] = []
      let index = before
      while (walked.length === 0 || !isWalkOver(before, walked)) {
        const after = walked.at(-1)?.next ?? undefined
        const page = await readPage(run, after, signal)
        walked.push(page)
        index = mergeBatches(index, page)
        // The first walk over 10,000 batches takes seconds: what has come is shown.
        if (!before.isWhole) client.setQueryData(queryKey, index)
      }
      return index.isWhole ? index : { ...index, isWhole: true }
    },
    // The order of the lines tells pages apart by itself; comparing 10,000 of them deeply would not be free.
    structuralSharing: false,
    refetchInterval: ({ state }) =>
      pollInterval({
        isOver: isRunOver && (state.data?.lines.every(({ status }) => hasEnded(status)) ?? false),
        isHidden: document.hidden,
        failures: failuresOf(state),
      }),
  })
}

async function readPage(run: string, after: string | undefined, signal: AbortSignal): Promise<BatchPage> {
  const query = { count: String(BATCHES_A_PAGE), ...optional("after", after) }
  return await answerOf(api.runs[":run"].batches.$get({ param: { run }, query }, { init: { signal } }))
}
