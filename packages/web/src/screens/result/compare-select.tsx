import { useQuery } from "@tanstack/react-query"
import { useNavigate } from "@tanstack/react-router"
import { useTranslation } from "react-i18next"
import { runsQuery } from "../../api/queries.ts"
import { useFormat } from "../../parts/use-format.ts"

/** Runs that are looked through for ones to compare with. */
const LOOKED_AT = 100

type CompareSelectProps = { readonly run: string; readonly job: string; readonly chosen: string | undefined }

/** Another run of the same job with a result, to compare this one with. */
export function CompareSelect({ run, job, chosen }: CompareSelectProps) {
  const { t } = useTranslation("result")
  const format = useFormat()
  const navigate = useNavigate({ from: "/runs/$run/result" })
  const { data } = useQuery(runsQuery({}, LOOKED_AT))
  const others = (data?.runs ?? []).filter(
    (line) => line.job === job && line.run !== run && line.complete !== null,
  )
  const names = others.map((line) => line.run)
  const isElsewhere = chosen !== undefined && !names.includes(chosen)
  return (
    <label className="row small">
      {t("compare")}
      <select
        value={chosen ?? ""}
        disabled={others.length === 0 && !isElsewhere}
        title={others.length === 0 ? t("noOthers") : undefined}
        onChange={({ target }) =>
          void navigate({
            search: (before) => ({ ...before, with: target.value === "" ? undefined : target.value }),
            resetScroll: false,
          })
        }
      >
        <option value="">{t("compareNone")}</option>
        {isElsewhere && <option value={chosen}>{chosen}</option>}
        {others.map((line) => (
          <option key={line.run} value={line.run}>
            {line.run}, {format.instant(line.startedAt)}
          </option>
        ))}
      </select>
    </label>
  )
}
