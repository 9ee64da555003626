import { useId } from "react"
import { useTranslation } from "react-i18next"
import { visibleText } from "../../parts/visible-text.ts"
import type { Fault } from "./check-value.ts"
import type { Field } from "./fields.ts"

type FieldInputProps = {
  readonly field: Field
  readonly title: string
  readonly typed: string
  readonly fault: Fault | null
  readonly onType: (typed: string) => void
}

/** A field with its name, what the job says of it, and what is wrong with what was typed. */
export function FieldInput({ field, title, typed, fault, onType }: FieldInputProps) {
  const { t } = useTranslation("newRun")
  const id = useId()
  const range = useRange(field)
  const hints = [field.description === null ? null : visibleText(field.description), range]
  return (
    <div className="field">
      <label htmlFor={id}>
        {visibleText(title)} {!field.isRequired && <span className="soft small">{t("optional")}</span>}
      </label>
      <Control id={id} field={field} typed={typed} isFaulty={fault !== null} onType={onType} />
      <span className="small" id={`${id}-note`}>
        {fault === null ? (
          <span className="soft">{hints.filter((hint) => hint !== null).join(", ")}</span>
        ) : (
          <span className="bad">
            {t(`faults.${fault.kind}`, { limit: "limit" in fault ? String(fault.limit) : "" })}
          </span>
        )}
      </span>
    </div>
  )
}

type ControlProps = {
  readonly id: string
  readonly field: Field
  readonly typed: string
  readonly isFaulty: boolean
  readonly onType: (typed: string) => void
}

function Control({ id, field, typed, isFaulty, onType }: ControlProps) {
  const shared = { id, name: field.name, "aria-describedby": `${id}-note`, "aria-invalid": isFaulty }
  if (field.kind === "flag")
    return (
      <input
        {...shared}
        type="checkbox"
        checked={typed === "true"}
        onChange={({ target }) => onType(String(target.checked))}
      />
    )
  if (field.kind === "choice")
    return (
      <select {...shared} value={typed} onChange={({ target }) => onType(target.value)}>
        {!field.choices.includes(typed) && <option value={typed}>{visibleText(typed)}</option>}
        {field.choices.map((choice) => (
          <option key={choice} value={choice}>
            {visibleText(choice)}
          </option>
        ))}
      </select>
    )
  return (
    <input
      {...shared}
      // A text even for numbers: a number's field hides what it cannot read, and turns by the wheel.
      type={field.kind === "date" ? "date" : "text"}
      inputMode={field.kind === "integer" ? "numeric" : field.kind === "number" ? "decimal" : undefined}
      required={field.isRequired}
      autoComplete="off"
      spellCheck={false}
      value={typed}
      onChange={({ target }) => onType(target.value)}
    />
  )
}

function useRange({ min, max }: Field): string | null {
  const { t } = useTranslation("newRun")
  if (min !== null && max !== null) return t("range", { min: String(min), max: String(max) })
  if (min !== null) return t("from", { min: String(min) })
  return max === null ? null : t("to", { max: String(max) })
}
