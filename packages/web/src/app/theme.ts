import { useSyncExternalStore } from "react"
import { readChoice, writeChoice } from "./choices.ts"

export type Theme = "light" | "dark"

// The attribute is the truth: public/theme.js has set it before the page was painted, and the style sheets follow it.

function readTheme(): Theme {
  return document.documentElement.dataset.theme === "dark" ? "dark" : "light"
}

export function setTheme(theme: Theme): void {
  document.documentElement.dataset.theme = theme
  writeChoice("theme", theme)
}

export function toggleTheme(): void {
  setTheme(readTheme() === "dark" ? "light" : "dark")
}

/** The theme that is shown; a canvas draws itself again when it changes. */
export function useTheme(): Theme {
  return useSyncExternalStore(subscribe, readTheme)
}

function subscribe(listener: () => void): () => void {
  const observer = new MutationObserver(listener)
  observer.observe(document.documentElement, { attributeFilter: ["data-theme"] })
  return () => observer.disconnect()
}

/** Follows the system for as long as nobody has chosen. */
export function followSystemTheme(): void {
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", ({ matches }) => {
    if (readChoice("theme") === null) document.documentElement.dataset.theme = matches ? "dark" : "light"
  })
}
