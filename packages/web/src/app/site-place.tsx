import { useQuery } from "@tanstack/react-query"
import { useTranslation } from "react-i18next"
import { siteQuery } from "../api/queries.ts"
import { visibleText } from "../parts/visible-text.ts"

/** Where these runs are: this machine, or a stage in a Region. */
export function SitePlace() {
  const { t } = useTranslation("shell")
  const { data: site } = useQuery(siteQuery)
  if (site === undefined) return <span className="place" />
  const place =
    site.stage === null
      ? t("thisMachine")
      : t("stage", { stage: visibleText(site.stage), region: visibleText(site.region) })
  return (
    <span className="place" title={visibleText(site.stateMachineArn)}>
      {place}
    </span>
  )
}
