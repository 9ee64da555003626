import type { JobView } from "@mapfold/core/status/site-view"
import { type SubmitEvent, useState } from "react"
import { useTranslation } from "react-i18next"
import { Raw } from "../../parts/raw.tsx"
import { visibleText } from "../../parts/visible-text.ts"
import { type Draft, readDraft, TOLERATED, toRequest } from "./draft.ts"
import { FieldInput } from "./field-input.tsx"
import { type Field, readFields } from "./fields.ts"

type RequestFormProps = {
  readonly jobs: readonly JobView[]
  readonly draft: Draft
  readonly onChange: (draft: Draft) => void
  /** Called only with values that the job takes, as far as its schema says. */
  readonly onPlan: () => void
}

export function RequestForm({ jobs, draft, onChange, onPlan }: RequestFormProps) {
  const { t } = useTranslation("newRun")
  // Nobody is told of an empty field before having tried.
  const [hasTried, setTried] = useState(false)
  const job = jobs.find(({ name }) => name === draft.job)
  const outcome = toRequest(jobs, draft)
  const faults = hasTried && "faults" in outcome ? outcome.faults : {}

  function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault()
    setTried(true)
    if ("request" in outcome) return onPlan()
    const [first] = Object.keys(outcome.faults)
    const field = event.currentTarget.elements.namedItem(first ?? "")
    if (field instanceof HTMLElement) field.focus()
  }

  return (
    <form className="panel request" noValidate onSubmit={submit}>
      <label className="field">
        <span>{t("job")}</span>
        <select
          name="job"
          value={draft.job}
          onChange={({ target }) => onChange(readDraft(jobs, target.value, undefined))}
        >
          {jobs.map(({ name }) => (
            <option key={name} value={name}>
              {visibleText(name)}
            </option>
          ))}
        </select>
        {job !== undefined && (
          <span className="soft small">
            {visibleText(job.title)} ({t("version", { version: String(job.version) })})
          </span>
        )}
      </label>
      <fieldset>
        <legend>{t("params")}</legend>
        {readFields(job?.params ?? {}).map((field) => (
          <FieldInput
            key={field.name}
            field={field}
            title={field.name}
            typed={draft.values[field.name] ?? ""}
            fault={faults[field.name] ?? null}
            onType={(typed) => onChange({ ...draft, values: { ...draft.values, [field.name]: typed } })}
          />
        ))}
      </fieldset>
      <fieldset>
        <legend>{t("tolerance.title")}</legend>
        <p className="soft small">{t("tolerance.hint")}</p>
        <div className="field-pair">
          {TOLERATED.map((name) => (
            <FieldInput
              key={name}
              field={{ ...TEXT, name: `tolerate.${name}` }}
              title={t(`tolerance.${name}`)}
              typed={draft.tolerate[name]}
              fault={faults[`tolerate.${name}`] ?? null}
              onType={(typed) => onChange({ ...draft, tolerate: { ...draft.tolerate, [name]: typed } })}
            />
          ))}
        </div>
      </fieldset>
      {Object.keys(draft.rest).length > 0 && (
        <p className="small">
          {t("rest")}: <Raw text={JSON.stringify(draft.rest)} isLong />
        </p>
      )}
      <div className="row">
        <button type="submit" className="main">
          {t("plan")}
        </button>
      </div>
    </form>
  )
}

const TEXT: Omit<Field, "name"> = {
  ...{ kind: "text", description: null, isRequired: false, choices: [], min: null, max: null },
  ...{ pattern: null, fallback: null },
}
