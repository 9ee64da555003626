import { getRouteApi, Link } from "@tanstack/react-router"
import { type SubmitEvent, useId } from "react"
import { useTranslation } from "react-i18next"
import { ChoiceLink } from "../../parts/choice-link.tsx"
import { LEVELS, readLogsSearch } from "./search.ts"

const route = getRouteApi("/runs/$run/logs")

/** Which lines are shown: by level at a click, by batch and object as typed. */
export function LogFilterForm() {
  const { t } = useTranslation("logs")
  const { run } = route.useParams()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const isFiltered = search.batch !== undefined || search.object !== undefined

  function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault()
    const typed = new FormData(event.currentTarget)
    const { batch, object } = readLogsSearch({ batch: trimmed(typed, "batch"), object: typed.get("object") })
    void navigate({ search: { ...search, batch, object } })
  }

  return (
    <form className="log-filter" aria-label={t("filter")} onSubmit={submit}>
      <LevelChoice />
      <TextFilter name="batch" title={t("batch")} hint={t("batchHint")} filled={search.batch} />
      <TextFilter name="object" title={t("object")} hint={t("objectHint")} filled={search.object} />
      <span className="row">
        <button type="submit">{t("apply")}</button>
        {isFiltered && (
          <Link
            to="/runs/$run/logs"
            params={{ run }}
            search={{ ...search, batch: undefined, object: undefined }}
          >
            {t("clear")}
          </Link>
        )}
      </span>
    </form>
  )
}

function LevelChoice() {
  const { t } = useTranslation("logs")
  const { run } = route.useParams()
  const search = route.useSearch()
  return (
    <nav className="log-levels" aria-label={t("level")}>
      <span className="choice">
        {LEVELS.map((level) => {
          // The lowest level is all of them.
          const chosen = level === "DEBUG" ? undefined : level
          return (
            <ChoiceLink
              key={level}
              to="/runs/$run/logs"
              params={{ run }}
              search={{ ...search, level: chosen }}
              isCurrent={level === (search.level ?? "DEBUG")}
            >
              {t(`levels.${level === "DEBUG" ? "all" : level}`)}
            </ChoiceLink>
          )
        })}
      </span>
    </nav>
  )
}

type TextFilterProps = {
  readonly name: string
  readonly title: string
  readonly hint: string
  readonly filled: string | undefined
}

function TextFilter({ name, title, hint, filled }: TextFilterProps) {
  const id = useId()
  return (
    <span className="log-text">
      <label htmlFor={id} className="small soft">
        {title}: {hint}
      </label>
      <input
        id={id}
        name={name}
        defaultValue={filled ?? ""}
        autoComplete="off"
        spellCheck={false}
        dir="auto"
      />
    </span>
  )
}

function trimmed(typed: FormData, name: string): string {
  return String(typed.get(name) ?? "").trim()
}
