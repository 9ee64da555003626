import type { ReactNode } from "react"
import { useTranslation } from "react-i18next"
import type { parts as texts } from "../i18n/en/parts.ts"
import { visibleText } from "./visible-text.ts"

type EmptyStateProps = {
  readonly title: string
  /** What to do next. */
  readonly children?: ReactNode
}

/** Nothing to show, which is no fault: says so, and what to do next. */
export function EmptyState({ title, children }: EmptyStateProps) {
  return (
    <div className="empty">
      <h2>{title}</h2>
      {children}
    </div>
  )
}

type ErrorStateProps = {
  readonly error: Error
  /** What did not work; that something could not be loaded, where nothing is said. */
  readonly title?: string
  readonly onAgain?: () => void
}

/** Something could not be loaded or done: what the API said, and what to do next. */
export function ErrorState({ error, title, onAgain }: ErrorStateProps) {
  const { t } = useTranslation("parts")
  return (
    <div className="error-state" role="alert">
      <h2>{title ?? t("error.title")}</h2>
      <p>
        <bdi>{visibleText(error.message)}</bdi>
      </p>
      <p>{t(`error.hints.${hintOf(error)}`)}</p>
      {onAgain && (
        <button type="button" onClick={onAgain}>
          {t("error.again")}
        </button>
      )}
    </div>
  )
}

type Hint = keyof typeof texts.error.hints
const HINTS: readonly string[] = [
  "InvalidRunInput",
  "NotAllowed",
  "ForeignRequest",
  "NoSuchRun",
  "NoSuchBatch",
  "NotYet",
  "AccessDenied",
  "SessionExpired",
  "Throttled",
  "Unreachable",
  "ConnectionLost",
] satisfies Hint[]

function hintOf({ name }: Error): Hint {
  return HINTS.includes(name) ? (name as Hint) : "other"
}

type SkeletonProps = {
  /** CSS lengths: what comes has the same size, so that nothing moves. */
  readonly height: string
  readonly width?: string
}

/** A place that is kept for what is still being loaded. */
export function Skeleton({ height, width = "100%" }: SkeletonProps) {
  return <span className="skeleton" style={{ height, width }} aria-hidden="true" />
}
