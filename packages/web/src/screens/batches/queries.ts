import type { BatchLog, BatchView } from "@mapfold/core/status/batch-view"
import { queryOptions } from "@tanstack/react-query"
import { answerOf, api } from "../../api/client.ts"
import { failuresOf } from "../../api/fields.ts"
import { pollInterval } from "../../api/polling.ts"
import { hasEnded } from "./batch-index.ts"

export function batchQuery(run: string, child: string) {
  return queryOptions({
    queryKey: ["run", run, "batch", child],
    queryFn: async ({ signal }): Promise<BatchView> =>
      await answerOf(
        api.runs[":run"].batches[":child"].$get({ param: { run, child } }, { init: { signal } }),
      ),
    refetchInterval: ({ state }) =>
      pollInterval({
        isOver: state.data !== undefined && hasEnded(state.data.status),
        isHidden: document.hidden,
        failures: failuresOf(state),
      }),
  })
}

/** Asked when a batch is opened; again while it runs. */
export function batchLogQuery(run: string, child: string, isOver: boolean) {
  return queryOptions({
    queryKey: ["run", run, "batch", child, "log"],
    queryFn: async ({ signal }): Promise<BatchLog> =>
      await answerOf(
        api.runs[":run"].batches[":child"].log.$get({ param: { run, child } }, { init: { signal } }),
      ),
    refetchInterval: ({ state }) =>
      pollInterval({ isOver, isHidden: document.hidden, failures: failuresOf(state) }),
  })
}
