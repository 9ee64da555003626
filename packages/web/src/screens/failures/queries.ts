import type { Cause, FailedObjectPage, FailuresView, RejectPage } from "@mapfold/core/status/failure-view"
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query"
import { answerOf, api } from "../../api/client.ts"
import { failuresOf, optional } from "../../api/fields.ts"
import { pollInterval } from "../../api/polling.ts"

const OBJECTS_A_PAGE = 100
/** Rows of one object: a screenful, and more when asked for. */
const ROWS_A_PAGE = 20

export type CauseName = Pick<Cause, "kind" | "name">

export function failuresQuery(run: string) {
  return queryOptions({
    queryKey: ["run", run, "failures"],
    queryFn: async ({ signal }): Promise<FailuresView> =>
      await answerOf(api.runs[":run"].failures.$get({ param: { run } }, { init: { signal } })),
    refetchInterval: ({ state }) =>
      pollInterval({
        isOver: state.data?.isRunning === false,
        isHidden: document.hidden,
        failures: failuresOf(state),
      }),
  })
}

export function failedObjectsQuery(run: string, { kind, name }: CauseName, isRunning: boolean) {
  return infiniteQueryOptions({
    queryKey: ["run", run, "failures", kind, name],
    queryFn: async ({ pageParam, signal }): Promise<FailedObjectPage> => {
      const query = { kind, name, count: String(OBJECTS_A_PAGE), ...optional("after", pageParam) }
      return await answerOf(
        api.runs[":run"].failures.objects.$get({ param: { run }, query }, { init: { signal } }),
      )
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
    refetchInterval: ({ state }) =>
      pollInterval({ isOver: !isRunning, isHidden: document.hidden, failures: failuresOf(state) }),
  })
}

export function rejectsQuery(run: string, object: string, rule: string) {
  return infiniteQueryOptions({
    queryKey: ["run", run, "rejects", object, rule],
    queryFn: async ({ pageParam, signal }): Promise<RejectPage> => {
      const query = { object, rule, count: String(ROWS_A_PAGE), ...optional("after", pageParam) }
      return await answerOf(api.runs[":run"].rejects.$get({ param: { run }, query }, { init: { signal } }))
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
  })
}
