import { useQuery } from "@tanstack/react-query"
import { Link, Outlet } from "@tanstack/react-router"
import { useTranslation } from "react-i18next"
import { siteQuery } from "../api/queries.ts"
import { visibleText } from "../parts/visible-text.ts"
import { ConnectionBanner } from "./connection-banner.tsx"
import { LanguageSelect } from "./language-select.tsx"
import { Shortcuts } from "./shortcuts.tsx"
import { SitePlace } from "./site-place.tsx"
import { ThemeButton } from "./theme-button.tsx"

/** What is around every screen. */
export function Shell() {
  const { t } = useTranslation("shell")
  return (
    <>
      <a className="skip button" href="#content">
        {t("skip")}
      </a>
      <header className="top">
        <div className="top-in">
          <Link to="/" className="mark">
            <Mark />
            {t("name")}
          </Link>
          <nav aria-label={t("navigation")}>
            <Link to="/" activeOptions={{ exact: true, includeSearch: false }}>
              {t("runs")}
            </Link>
            <Link to="/new" activeOptions={{ includeSearch: false }}>
              {t("newRun")}
            </Link>
          </nav>
          <div className="top-end">
            <SitePlace />
            <LanguageSelect />
            <ThemeButton />
            <Shortcuts />
          </div>
        </div>
      </header>
      <main id="content" tabIndex={-1}>
        <Outlet />
      </main>
      <Foot />
      <ConnectionBanner />
    </>
  )
}

function Foot() {
  const { t } = useTranslation("shell")
  const { data: site } = useQuery(siteQuery)
  return (
    <footer className="foot">
      <span>{t("time")}</span>
      <span>{site !== undefined && t("version", { version: visibleText(site.version) })}</span>
    </footer>
  )
}

function Mark() {
  return (
    <svg viewBox="0 0 32 32" width="26" height="26" aria-hidden="true">
      <path d="M3 8l8-4 10 4 8-4v20l-8 4-10-4-8 4z" />
      <path d="M11 4v20M21 8v20" strokeWidth="1.5" opacity=".5" />
      <path d="M4 19c4-6 7-2 11-6s7-3 13-7" strokeWidth="2.2" strokeLinecap="round" />
    </svg>
  )
}
