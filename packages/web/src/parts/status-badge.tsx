import { useTranslation } from "react-i18next"
import { type Status, type Tone, toneOf } from "./tone.ts"

/** The state of a run, a batch or a state of the workflow: sign, colour and word. */
export function StatusBadge({ status }: { readonly status: Status }) {
  const { t } = useTranslation("parts")
  const tone = toneOf(status)
  return (
    <span className={`badge tone-${tone}`}>
      <StatusSign tone={tone} />
      {t(`status.${status}`)}
    </span>
  )
}

/** The sign alone, 12 px wide: each state has a shape of its own, so that no colour has to be told from another. */
export function StatusSign({ tone }: { readonly tone: Tone }) {
  return (
    <svg className={`sign tone-${tone}`} viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
      <SignShape tone={tone} />
    </svg>
  )
}

function SignShape({ tone }: { readonly tone: Tone }) {
  const line = { fill: "none", stroke: "currentColor", strokeWidth: 1.8 } as const
  switch (tone) {
    case "wait":
      return <circle cx="6" cy="6" r="4" {...line} strokeDasharray="2 1.6" />
    case "run":
      return <path d="M3 1.8 10.2 6 3 10.2z" fill="currentColor" />
    case "good":
      return <path d="M1.6 6.4 4.8 9.6 10.6 2.8" {...line} />
    case "bad":
      return <path d="M2.2 2.2 9.8 9.8M9.8 2.2 2.2 9.8" {...line} />
    case "late":
      return <path d="M2 1.5h8L2 10.5h8z" {...line} strokeWidth={1.5} />
    case "stop":
      return <rect x="2.2" y="2.2" width="7.6" height="7.6" fill="currentColor" />
  }
}
