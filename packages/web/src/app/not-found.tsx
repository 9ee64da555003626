import { Link } from "@tanstack/react-router"
import { useTranslation } from "react-i18next"
import { EmptyState } from "../parts/states.tsx"

export function NotFound() {
  const { t } = useTranslation("shell")
  return (
    <EmptyState title={t("notFound.title")}>
      <p>{t("notFound.hint")}</p>
      <Link to="/">{t("notFound.action")}</Link>
    </EmptyState>
  )
}
