import { queryOptions, useQuery, useQueryClient } from "@tanstack/react-query"
import { useCallback, useRef } from "react"
import { answerOf, api } from "../../api/client.ts"
import { failuresOf, optional } from "../../api/fields.ts"
import { pollInterval } from "../../api/polling.ts"
import { type LogParts, NO_PARTS, readOn } from "./log-parts.ts"
import type { LogsSearch } from "./search.ts"

const LINES_A_PAGE = 500

type RunLogOf = { readonly run: string; readonly search: LogsSearch; readonly isRunOver: boolean }

/** A run's log, page by page as asked for, kept up to date while the run goes on. */
export function useRunLog({ run, search, isRunOver }: RunLogOf) {
  const client = useQueryClient()
  const { batch, object, level } = search
  const isFollowing = search.follow === true && !isRunOver
  const filter = { ...optional("batch", batch), ...optional("object", object), ...optional("level", level) }
  // A run that has just ended is read anew: its last lines may come after its end, and in between.
  const queryKey = ["run", run, "logs", filter, isFollowing, isRunOver]
  const wanted = useRef(1)
  const query = useQuery(
    queryOptions({
      queryKey,
      queryFn: ({ signal }): Promise<LogParts> => {
        const known = client.getQueryData<LogParts>(queryKey) ?? NO_PARTS
        return readOn(
          known,
          { parts: Math.max(wanted.current, known.parts.length), isFollowing },
          (after) => {
            const asked = { ...filter, count: String(LINES_A_PAGE), ...optional("after", after) }
            return answerOf(
              api.runs[":run"].logs.$get({ param: { run }, query: asked }, { init: { signal } }),
            )
          },
        )
      },
      structuralSharing: false,
      // While the lines of another look are on their way, those that were there stay.
      placeholderData: (before, of) =>
        of?.queryKey[1] === run && sameFilter(of.queryKey[3], filter) ? before : undefined,
      refetchInterval: ({ state }) =>
        pollInterval({ isOver: isRunOver, isHidden: document.hidden, failures: failuresOf(state) }),
    }),
  )
  const { data, refetch } = query
  const more = useCallback(() => {
    wanted.current = (data?.parts.length ?? 0) + 1
    void refetch()
  }, [data, refetch])
  return {
    ...{ data, error: query.error, isReading: query.isFetching, more, tryAgain: () => void refetch() },
    hasMore: data?.parts.at(-1)?.next != null,
  }
}

function sameFilter(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right)
}
