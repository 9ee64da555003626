import type { Plan } from "@mapfold/core/plan/plan"
import type { RunPage, RunStatus } from "@mapfold/core/status/run-line"
import type { RunView } from "@mapfold/core/status/run-view"
import type { SiteView } from "@mapfold/core/status/site-view"
import { queryOptions } from "@tanstack/react-query"
import type { RunsSearch } from "../screens/runs/search.ts"
import { answerOf, api } from "./client.ts"
import { failuresOf, optional } from "./fields.ts"
import { pollInterval } from "./polling.ts"

/** What the site asks the API, each with its key and how often it is asked again. */

/** Runs on a page of the list. */
export const RUNS_A_PAGE = 25
/** Runs in the strip. */
export const STRIP_RUNS = 30
/** Milliseconds that a plan is good for: listing thousands of objects again takes a second and costs money. */
const PLAN_FRESH = 60_000

export const siteQuery = queryOptions({
  queryKey: ["site"],
  queryFn: async ({ signal }): Promise<SiteView> => await answerOf(api.site.$get({}, { init: { signal } })),
  staleTime: Number.POSITIVE_INFINITY,
})

export const jobsQuery = queryOptions({
  queryKey: ["jobs"],
  queryFn: ({ signal }) => answerOf(api.jobs.$get({}, { init: { signal } })),
  staleTime: Number.POSITIVE_INFINITY,
})

export function runsQuery({ status, after }: RunsSearch, count = RUNS_A_PAGE) {
  const query = { count: String(count), ...optional("status", status), ...optional("after", after) }
  return queryOptions({
    queryKey: ["runs", query],
    queryFn: async ({ signal }): Promise<RunPage> =>
      await answerOf(api.runs.$get({ query }, { init: { signal } })),
    placeholderData: (previous) => previous,
    // Others start runs too, so the list of runs is never over.
    refetchInterval: ({ state }) => {
      const isQuiet = state.data?.runs.every((run) => isOver(run.status)) ?? false
      return pollInterval({ isOver: false, isQuiet, isHidden: document.hidden, failures: failuresOf(state) })
    },
  })
}

export function runQuery(run: string) {
  return queryOptions({
    queryKey: ["run", run],
    queryFn: async ({ signal }): Promise<RunView> =>
      await answerOf(api.runs[":run"].$get({ param: { run } }, { init: { signal } })),
    refetchOnWindowFocus: "always",
    refetchInterval: ({ state }) =>
      pollInterval({
        isOver: state.data !== undefined && isOver(state.data.status),
        mayGoOn: true,
        isHidden: document.hidden,
        failures: failuresOf(state),
      }),
  })
}

/** The plan of a request, given as JSON. It is listed anew each time: files may have come. */
export function planQuery(request: string) {
  return queryOptions({
    queryKey: ["plan", request],
    queryFn: async ({ signal }): Promise<Plan> =>
      await answerOf(api.plan.$post({ json: { request: JSON.parse(request) } }, { init: { signal } })),
    staleTime: PLAN_FRESH,
  })
}

/** Whether nothing of a run can change any more, but by a redrive. */
export function isOver(status: RunStatus): boolean {
  return status !== "RUNNING"
}
