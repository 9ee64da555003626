import { useEffect, useState } from "react"
import { useTranslation } from "react-i18next"

/** Milliseconds that the answer stays. */
const SHOWN = 2_500

type CopyButtonProps = {
  readonly text: string
  /** What is copied, for whoever cannot see what stands beside: "Copy the command". */
  readonly label?: string
}

export function CopyButton({ text, label }: CopyButtonProps) {
  const { t } = useTranslation("parts")
  const [outcome, setOutcome] = useState<"copied" | "copyFailed" | null>(null)

  useEffect(() => {
    if (outcome === null) return
    const timer = setTimeout(() => setOutcome(null), SHOWN)
    return () => clearTimeout(timer)
  }, [outcome])

  async function copy() {
    try {
      await navigator.clipboard.writeText(text)
      setOutcome("copied")
    } catch {
      setOutcome("copyFailed")
    }
  }

  return (
    <button type="button" className="copy" onClick={copy}>
      <span aria-live="polite">{outcome === null ? (label ?? t("copy")) : t(outcome)}</span>
    </button>
  )
}
