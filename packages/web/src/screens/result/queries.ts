import type { ResultView } from "@mapfold/core/status/result-view"
import { queryOptions } from "@tanstack/react-query"
import { answerOf, api } from "../../api/client.ts"
import { ApiError } from "../../api/errors.ts"
import { failuresOf } from "../../api/fields.ts"
import { pollInterval } from "../../api/polling.ts"

/** A run's result; null while, or where, there is none. */
export function resultQuery(run: string, isRunOver: boolean) {
  return queryOptions({
    // A run that has just ended is asked once more: its result may have come with its end.
    queryKey: ["run", run, "result", isRunOver],
    queryFn: async ({ signal }): Promise<ResultView | null> => {
      try {
        return await answerOf(api.runs[":run"].result.$get({ param: { run } }, { init: { signal } }))
      } catch (error) {
        if (error instanceof ApiError && error.name === "NotYet") return null
        throw error
      }
    },
    // Up to 10,000 rows: looked at once, they do not change.
    structuralSharing: false,
    refetchInterval: ({ state }) =>
      pollInterval({
        isOver: isRunOver || (state.data ?? null) !== null,
        isHidden: document.hidden,
        failures: failuresOf(state),
      }),
  })
}

/** The land of the world at 1 to 110 million, loaded with the first map. */
export const landQuery = queryOptions({
  queryKey: ["land"],
  queryFn: async () => {
    const [{ default: atlas }, { feature }] = await Promise.all([
      import("world-atlas/land-110m.json"),
      import("topojson-client"),
    ])
    const topology = atlas as unknown as Parameters<typeof feature>[0]
    return feature(topology, topology.objects.land!)
  },
  staleTime: Number.POSITIVE_INFINITY,
  gcTime: Number.POSITIVE_INFINITY,
})
