import { Link } from "@tanstack/react-router"
import { useTranslation } from "react-i18next"
import { useTitle } from "./use-title.ts"

export function NotFound() {
  const { t } = useTranslation("shell")
  useTitle(t("notFound.title"))
  return (
    <div className="empty">
      <h1>{t("notFound.title")}</h1>
      <p>{t("notFound.hint")}</p>
      <Link to="/">{t("notFound.action")}</Link>
    </div>
  )
}
