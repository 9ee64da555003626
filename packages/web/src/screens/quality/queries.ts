import type { QualityView } from "@mapfold/core/status/quality-view"
import { queryOptions } from "@tanstack/react-query"
import { answerOf, api } from "../../api/client.ts"
import { ApiError } from "../../api/errors.ts"
import { failuresOf } from "../../api/fields.ts"
import { pollInterval } from "../../api/polling.ts"

/** What a run's report says; null while, or where, there is none. */
export function qualityQuery(run: string, isRunOver: boolean) {
  return queryOptions({
    // A run that has just ended is asked once more: its report may have come with its end.
    queryKey: ["run", run, "quality", isRunOver],
    queryFn: async ({ signal }): Promise<QualityView | null> => {
      try {
        return await answerOf(api.runs[":run"].quality.$get({ param: { run } }, { init: { signal } }))
      } catch (error) {
        if (error instanceof ApiError && error.name === "NotYet") return null
        throw error
      }
    },
    refetchInterval: ({ state }) =>
      pollInterval({
        isOver: isRunOver || (state.data ?? null) !== null,
        isHidden: document.hidden,
        failures: failuresOf(state),
      }),
  })
}
