import type { FailuresView } from "@mapfold/core/status/failure-view"
import { queryOptions, useQuery } from "@tanstack/react-query"
import { answerOf, api } from "../../api/client.ts"
import { failuresQuery } from "../failures/queries.ts"

/** Causes that are looked into, the largest first. */
const CAUSES = 6
/** Objects of each. The failures have them all. */
const OBJECTS = "500"

const NONE: ReadonlySet<string> = new Set()

/**
 * Batches that succeeded although objects or records of theirs did not: ListExecutions knows nothing of them. As many as the
 * first objects of the largest causes lead to.
 */
export function useTroubledBatches(run: string): ReadonlySet<string> {
  const { data: view } = useQuery(failuresQuery(run))
  const { data } = useQuery(troubledQuery(run, view))
  return data ?? NONE
}

function troubledQuery(run: string, view: FailuresView | undefined) {
  const looked = view?.causes.slice(0, CAUSES) ?? []
  const counts = looked.map(({ kind, name, count }) => `${kind} ${name} ${count}`)
  return queryOptions({
    // Asked anew for whatever more has failed, and when the run has ended: only then may it be known which batch it was in.
    queryKey: ["run", run, "troubled", view?.isRunning, counts],
    enabled: looked.length > 0,
    // A set is compared as it is: what is in it is not looked at.
    structuralSharing: false,
    queryFn: async ({ signal }): Promise<ReadonlySet<string>> => {
      const pages = await Promise.all(
        looked.map(({ kind, name }) =>
          answerOf(
            api.runs[":run"].failures.objects.$get(
              { param: { run }, query: { kind, name, count: OBJECTS } },
              { init: { signal } },
            ),
          ),
        ),
      )
      return new Set(pages.flatMap(({ objects }) => objects.flatMap(({ child }) => child ?? [])))
    },
  })
}
