import type { RunView } from "@mapfold/core/status/run-view"
import { Link } from "@tanstack/react-router"
import { useTranslation } from "react-i18next"
import { useFormat } from "../../parts/use-format.ts"
import { visibleText } from "../../parts/visible-text.ts"
import { noticeLines } from "./notice-lines.ts"

/** Why a run failed, or what is missing from its result, and where to go on from there. */
export function RunNotice({ run }: { readonly run: RunView }) {
  if (run.failure !== null) return <Failed run={run} failure={run.failure} />
  return run.complete === false ? <Partial run={run} /> : null
}

type Failure = NonNullable<RunView["failure"]>

function Failed({ run, failure }: { readonly run: RunView; readonly failure: Failure }) {
  const { t } = useTranslation("run")
  const params = { run: run.run }
  return (
    <section
      className={run.status === "ABORTED" ? "notice is-stop" : "notice is-bad"}
      aria-labelledby="notice-title"
    >
      <h2 id="notice-title">
        <FailureTitle status={run.status} failure={failure} />
      </h2>
      <NoticeLines message={failure.message} />
      <p className="row">
        {hasFailures(run) && (
          <Link to="/runs/$run/failures" params={params}>
            {t("failure.toFailures")}
          </Link>
        )}
        <Link to="/runs/$run/logs" params={params}>
          {t("failure.toLogs")}
        </Link>
      </p>
    </section>
  )
}

/** Objects or records: of a run that failed before it read any there is nothing to see. */
function hasFailures({ progress, records }: RunView): boolean {
  return progress.objects.failed > 0 || (records?.rejected ?? 0) > 0
}

function NoticeLines({ message }: { readonly message: string }) {
  const [first = "", ...rest] = noticeLines(message)
  return (
    <>
      <p className="notice-text">
        <bdi>{visibleText(first)}</bdi>
      </p>
      {rest.length > 0 && (
        <ul className="notice-lines">
          {rest.map((line) => (
            <li key={line}>
              <bdi>{visibleText(line)}</bdi>
            </li>
          ))}
        </ul>
      )}
    </>
  )
}

type FailureTitleProps = { readonly status: RunView["status"]; readonly failure: Failure }

function FailureTitle({ status, failure }: FailureTitleProps) {
  const { t } = useTranslation("run")
  if (status === "ABORTED") return t("failure.stopped")
  if (status === "TIMED_OUT") return t("failure.timedOut")
  const name = visibleText(failure.name)
  if (failure.state === null || failure.state === failure.name) return t("failure.title", { name })
  return t("failure.titleIn", { name, state: visibleText(failure.state) })
}

function Partial({ run: { run, progress, records } }: { readonly run: RunView }) {
  const { t } = useTranslation("run")
  const format = useFormat()
  return (
    <section className="notice is-late" aria-labelledby="notice-title">
      <h2 id="notice-title">{t("partial.title")}</h2>
      <p>
        {t("partial.text", {
          objects: format.count(progress.objects.failed),
          listed: format.count(progress.objects.listed),
          records: format.count(records?.rejected ?? 0),
        })}
      </p>
      <p>
        <Link to="/runs/$run/failures" params={{ run }}>
          {t("partial.action")}
        </Link>
      </p>
    </section>
  )
}
