import { useTranslation } from "react-i18next"
import { toggleTheme, useTheme } from "./theme.ts"

export function ThemeButton() {
  const { t } = useTranslation("shell")
  const label = t(useTheme() === "dark" ? "theme.toLight" : "theme.toDark")
  return (
    <button type="button" onClick={toggleTheme} aria-label={label} title={label}>
      <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
        <circle cx="8" cy="8" r="6.2" fill="none" stroke="currentColor" strokeWidth="1.6" />
        <path d="M8 1.8a6.2 6.2 0 0 1 0 12.4z" fill="currentColor" />
      </svg>
    </button>
  )
}
