import { Link } from "@tanstack/react-router"
import { EmptyState } from "./states.tsx"

type NotYetProps = {
  readonly run: string
  readonly title: string
  /** When it comes, or why it never will. */
  readonly hint: string
  /** What leads to the run's overview. */
  readonly action: string
}

/** Something of a run that Reduce has not written, or never will. */
export function NotYet({ run, title, hint, action }: NotYetProps) {
  return (
    <EmptyState title={title}>
      <p>{hint}</p>
      <Link className="button" to="/runs/$run" params={{ run }}>
        {action}
      </Link>
    </EmptyState>
  )
}
