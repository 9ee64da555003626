import type { Plan } from "@mapfold/core/plan/plan"
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { useNavigate } from "@tanstack/react-router"
import { Trans, useTranslation } from "react-i18next"
import { answerOf, api } from "../../api/client.ts"
import { planQuery, siteQuery } from "../../api/queries.ts"
import { type Format, UNKNOWN } from "../../parts/format.ts"
import { Raw } from "../../parts/raw.tsx"
import { ErrorState, Skeleton } from "../../parts/states.tsx"
import { useFormat } from "../../parts/use-format.ts"

type PlanPanelProps = {
  /** As JSON; null before a plan was asked for. */
  readonly request: string | null
  /** What the form holds now is another request. */
  readonly isChanged: boolean
}

/** What a run would do, before it is started, and the button that starts it. */
export function PlanPanel({ request, isChanged }: PlanPanelProps) {
  const { t } = useTranslation("newRun")
  return (
    <section className="panel plan" aria-labelledby="plan-title" aria-live="polite">
      <h2 id="plan-title">{t("outcome.title")}</h2>
      {request === null ? (
        <p className="soft">{t("outcome.none")}</p>
      ) : (
        <Planned request={request} isChanged={isChanged} />
      )}
    </section>
  )
}

function Planned({ request, isChanged }: { readonly request: string; readonly isChanged: boolean }) {
  const { t } = useTranslation("newRun")
  const { data: plan, error, refetch } = useQuery(planQuery(request))
  const start = useStart(request)
  if (plan === undefined)
    return error === null ? (
      <Skeleton height="220px" />
    ) : (
      <ErrorState title={t("outcome.refused")} error={error} onAgain={refetch} />
    )
  return (
    <>
      <PlanFigures plan={plan} />
      {start.error !== null && <ErrorState title={t("outcome.notStarted")} error={start.error} />}
      <div className="row">
        <button
          type="button"
          className="main"
          disabled={isChanged || plan.objects === 0 || start.isPending}
          onClick={() => start.mutate()}
        >
          {t(start.isPending ? "outcome.starting" : "outcome.start")}
        </button>
        {isChanged && <span className="small">{t("outcome.changed")}</span>}
      </div>
    </>
  )
}

function useStart(request: string) {
  const client = useQueryClient()
  const navigate = useNavigate()
  return useMutation({
    mutationFn: () => answerOf(api.runs.$post({ json: { request: JSON.parse(request) } })),
    onSuccess: async ({ run }) => {
      void client.invalidateQueries({ queryKey: ["runs"] })
      await navigate({ to: "/runs/$run", params: { run } })
    },
  })
}

function PlanFigures({ plan }: { readonly plan: Plan }) {
  const { t } = useTranslation(["newRun", "parts"])
  const format = useFormat()
  const bounded = (amount: string) => (plan.isPartial ? t("parts:atLeast", { amount }) : amount)
  const figures = [
    ["objects", bounded(format.count(plan.objects))],
    ["bytes", bounded(format.bytes(plan.bytes))],
    ["batches", bounded(format.count(plan.batches))],
    ["time", format.duration(plan.seconds * 1_000)],
    ["cost", plan.cost === null ? t("parts:free") : bounded(format.money(plan.cost.total))],
  ] as const
  return (
    <>
      <dl className="plan-figures figures">
        {figures.map(([name, amount]) => (
          <div key={name}>
            <dt className="soft small">{t(`newRun:outcome.${name}`)}</dt>
            <dd>{amount}</dd>
          </div>
        ))}
      </dl>
      {plan.cost !== null && (
        <p className="soft small figures">{t("newRun:outcome.costParts", costParts(plan.cost, format))}</p>
      )}
      {plan.objects === 0 && <p className="bad">{t("newRun:outcome.empty")}</p>}
      <PlanKeys plan={plan} />
    </>
  )
}

/** Where the run would look for its objects. */
function PlanKeys({ plan }: { readonly plan: Plan }) {
  const { t } = useTranslation("newRun")
  const { data: site } = useQuery(siteQuery)
  const shown = (text: string | undefined) => <Raw text={text || UNKNOWN} isLong />
  const components = { a: shown(plan.prefix), b: shown(plan.suffix), c: shown(site?.input) }
  return (
    <p className="small">
      <Trans t={t} i18nKey="outcome.keys" components={components} />
    </p>
  )
}

function costParts(cost: NonNullable<Plan["cost"]>, { money }: Format) {
  return {
    lambda: money(cost.lambda),
    stepFunctions: money(cost.stepFunctions),
    s3: money(cost.s3),
    logs: money(cost.logs),
  }
}
