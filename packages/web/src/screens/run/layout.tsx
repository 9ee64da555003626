import { Link, Outlet, useParams } from "@tanstack/react-router"
import { useTranslation } from "react-i18next"
import { RUN_TABS } from "../../app/run-tabs.ts"
import { Raw } from "../../parts/raw.tsx"

/** What is around every view of a run: its name, its state, its tabs. */
export function RunLayout() {
  const { run } = useParams({ from: "/runs/$run" })
  const { t } = useTranslation(["run", "batches", "failures", "quality", "result", "logs"])
  return (
    <>
      <h1>
        <Raw text={run} />
      </h1>
      <nav className="tabs" aria-label={t("run:title")}>
        {RUN_TABS.map(({ name, to }) => (
          <Link key={name} to={to} params={{ run }} activeOptions={{ exact: true, includeSearch: false }}>
            {t(`${name}:title`)}
          </Link>
        ))}
      </nav>
      <Outlet />
    </>
  )
}
