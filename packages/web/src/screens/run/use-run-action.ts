import { useMutation, useQueryClient } from "@tanstack/react-query"
import { useNavigate } from "@tanstack/react-router"
import { answerOf, api } from "../../api/client.ts"
import type { Question } from "./search.ts"

/** Each action answers the name of the run to look at then: the same, or the one that repairs it. */
const ACTIONS = {
  stop: (run: string) => answerOf(api.runs[":run"].stop.$post({ param: { run } })),
  redrive: (run: string) => answerOf(api.runs[":run"].redrive.$post({ param: { run } })),
  repair: (run: string) => answerOf(api.runs[":run"].repair.$post({ param: { run } })),
} as const satisfies Record<Question, (run: string) => Promise<{ readonly run: string }>>

/** Milliseconds after which the run is looked at again: the engine may take a moment to say that an ended run goes on. */
const LATER_LOOKS = [1_500, 5_000]

/** Does something with a run, then shows the run that came of it as it is now. */
export function useRunAction(run: string, question: Question) {
  const client = useQueryClient()
  const navigate = useNavigate()
  return useMutation({
    mutationFn: () => ACTIONS[question](run),
    onSuccess: async (answer) => {
      await Promise.all([
        client.invalidateQueries({ queryKey: ["run", run] }),
        client.invalidateQueries({ queryKey: ["runs"] }),
      ])
      for (const wait of LATER_LOOKS)
        setTimeout(() => void client.invalidateQueries({ queryKey: ["run", run], exact: true }), wait)
      await navigate({ to: "/runs/$run", params: { run: answer.run } })
    },
  })
}
