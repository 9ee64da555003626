import type { RunView } from "@mapfold/core/status/run-view"
import type { ReactNode } from "react"
import { useTranslation } from "react-i18next"
import { CopyButton } from "../../parts/copy-button.tsx"
import { Raw } from "../../parts/raw.tsx"
import { useFormat } from "../../parts/use-format.ts"

/** The rest that is known of a run, in plain figures. */
export function RunParticulars({ run }: { readonly run: RunView }) {
  const { t } = useTranslation("run")
  const format = useFormat()
  const input = JSON.stringify(run.request) ?? "–"
  const { rows, bytes } = run.progress
  return (
    <section className="panel" aria-labelledby="facts-title">
      <h2 id="facts-title">{t("facts.title")}</h2>
      <dl className="facts figures">
        <Fact title={t("facts.rows")}>{format.count(run.records?.rows ?? rows)}</Fact>
        <Fact title={t("facts.kept")}>{format.count(run.records?.kept ?? null)}</Fact>
        <Fact title={t("facts.filtered")}>{format.count(run.records?.filtered ?? null)}</Fact>
        <Fact title={t("facts.rejected")}>{format.count(run.records?.rejected ?? null)}</Fact>
        <Fact title={t("facts.bytes")}>{format.bytes(run.bytes ?? bytes)}</Fact>
        {run.cost !== null && <Fact title={t("facts.cost")}>{format.money(run.cost)}</Fact>}
      </dl>
      <dl className="texts">
        <dt className="soft small">{t("facts.arn")}</dt>
        <dd>
          <Raw text={run.arn} isLong />
          <CopyButton text={run.arn} label={t("facts.copyArn")} />
        </dd>
        <dt className="soft small">{t("facts.input")}</dt>
        <dd>
          <Raw text={input} isLong />
          <CopyButton text={input} label={t("facts.copyInput")} />
        </dd>
      </dl>
    </section>
  )
}

function Fact({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt className="soft small">{title}</dt>
      <dd>{children}</dd>
    </div>
  )
}
