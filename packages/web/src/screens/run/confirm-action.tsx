import type { RunView } from "@mapfold/core/status/run-view"
import { useNavigate } from "@tanstack/react-router"
import { useTranslation } from "react-i18next"
import { Dialog } from "../../parts/dialog.tsx"
import { Raw } from "../../parts/raw.tsx"
import { ErrorState } from "../../parts/states.tsx"
import { useFormat } from "../../parts/use-format.ts"
import { isRefused } from "./main-action.ts"
import type { Question } from "./search.ts"
import { useRunAction } from "./use-run-action.ts"

type ConfirmActionProps = { readonly run: RunView; readonly question: Question }

/** Says what an action will do to the run before it is done. */
export function ConfirmAction({ run, question }: ConfirmActionProps) {
  const { t } = useTranslation("run")
  const navigate = useNavigate()
  const action = useRunAction(run.run, question)
  const consequence = useConsequence(run, question)
  const close = () =>
    void navigate({ to: "/runs/$run", params: { run: run.run }, replace: true, resetScroll: false })
  return (
    <Dialog title={t(`actions.${question}Title`)} onClose={close}>
      <p>
        <Raw text={run.run} isLong />
      </p>
      <p className="consequence">{consequence}</p>
      {action.error !== null && <ErrorState title={t("actions.notDone")} error={action.error} />}
      <div className="row row-end">
        <button type="button" onClick={close}>
          {t("actions.cancel")}
        </button>
        <button
          type="button"
          className={question === "stop" ? "danger" : "main"}
          disabled={action.isPending}
          onClick={() => action.mutate()}
        >
          {action.isPending ? t("actions.doing") : t(`actions.${question}Do`)}
        </button>
      </div>
    </Dialog>
  )
}

/** What the action will do to this very run, in its own numbers. */
function useConsequence({ mapRun, failure, progress, records }: RunView, question: Question): string {
  const { t } = useTranslation("run")
  const format = useFormat()
  const { pending, running, succeeded, failed, timedOut, aborted } = mapRun?.batches ?? NO_BATCHES
  const counts = {
    succeeded: format.count(succeeded),
    running: format.count(running),
    pending: format.count(pending),
  }
  switch (question) {
    case "stop":
      return t("actions.stopText", counts)
    case "redrive":
      if (isRefused({ failure })) return t("actions.redriveInVain")
      if (failure?.state === "Reduce") return t("actions.redriveReduce", counts)
      return t("actions.redriveMap", {
        ...counts,
        again: format.count(failed + timedOut + aborted + pending),
      })
    case "repair":
      return t("actions.repairText", {
        failed: format.count(progress.objects.failed),
        rejected: format.count(records?.rejected ?? 0),
      })
  }
}

const NO_BATCHES = { pending: 0, running: 0, succeeded: 0, failed: 0, timedOut: 0, aborted: 0 }
