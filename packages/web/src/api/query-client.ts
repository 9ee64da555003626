import { QueryClient } from "@tanstack/react-query"
import { isWorthAgain, waitBeforeAgain } from "./polling.ts"

/** Milliseconds that an answer is good for: going to and fro between two screens asks nothing anew. */
const FRESH = 1_500

export function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        retry: isWorthAgain,
        retryDelay: (failures) => waitBeforeAgain(failures),
        staleTime: FRESH,
        // Hidden pages go on at a slower pace; `pollInterval` says which.
        refetchIntervalInBackground: true,
        // A browser that believes to be offline may still reach this machine.
        networkMode: "always",
      },
      mutations: { retry: false, networkMode: "always" },
    },
  })
}
