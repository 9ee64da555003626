import { useNavigate, useParams } from "@tanstack/react-router"
import { useEffect, useEffectEvent, useState } from "react"
import { useTranslation } from "react-i18next"
import { Dialog } from "../parts/dialog.tsx"
import { readChoice, writeChoice } from "./choices.ts"
import { RUN_TABS } from "./run-tabs.ts"
import { type Shortcut, shortcutOf } from "./shortcut-keys.ts"
import { toggleTheme } from "./theme.ts"

/** The list of shortcuts and the button that opens it; while it is on the page, the shortcuts work. */
export function Shortcuts() {
  const { t } = useTranslation("shell")
  const [isOpen, setOpen] = useState(false)
  // Who speaks to the computer, or hits keys by chance, must be able to switch single keys off (WCAG 2.1.4).
  const [isOn, setOn] = useState(readChoice("shortcuts") !== "off")
  const act = useShortcut(() => setOpen(true))

  useEffect(() => {
    if (!isOn) return
    const onKeyDown = (event: KeyboardEvent) => {
      const shortcut = shortcutOf({
        key: event.key,
        isModified: event.ctrlKey || event.metaKey || event.altKey || event.isComposing,
        isTyping: isTyping(event.target),
      })
      if (shortcut === null || document.querySelector("dialog[open]") !== null) return
      event.preventDefault()
      act(shortcut)
    }
    document.addEventListener("keydown", onKeyDown)
    return () => document.removeEventListener("keydown", onKeyDown)
  }, [isOn, act])

  return (
    <>
      <button
        type="button"
        onClick={() => setOpen(true)}
        aria-label={t("shortcuts.open")}
        title={t("shortcuts.open")}
      >
        ?
      </button>
      {isOpen && (
        <Dialog title={t("shortcuts.title")} onClose={() => setOpen(false)}>
          <ShortcutList />
          <label className="row">
            <input
              type="checkbox"
              checked={isOn}
              onChange={({ target }) => {
                setOn(target.checked)
                writeChoice("shortcuts", target.checked ? "on" : "off")
              }}
            />
            {t("shortcuts.single")}
          </label>
          <div className="row row-end">
            <button type="button" className="main" onClick={() => setOpen(false)}>
              {t("shortcuts.close")}
            </button>
          </div>
        </Dialog>
      )}
    </>
  )
}

function useShortcut(openHelp: () => void): (shortcut: Shortcut) => void {
  const navigate = useNavigate()
  const { run } = useParams({ strict: false })
  return useEffectEvent((shortcut: Shortcut) => {
    if (shortcut.kind === "help") openHelp()
    else if (shortcut.kind === "theme") toggleTheme()
    else if (shortcut.kind === "runs") void navigate({ to: "/" })
    else if (shortcut.kind === "newRun") void navigate({ to: "/new" })
    else if (shortcut.kind === "tab" && run !== undefined)
      void navigate({ to: RUN_TABS[shortcut.index]!.to, params: { run } })
  })
}

function ShortcutList() {
  const { t } = useTranslation("shell")
  const keys = [
    ["r", t("shortcuts.runs")],
    ["n", t("shortcuts.newRun")],
    ["1 – 6", t("shortcuts.tabs")],
    ["← ↑ → ↓", t("shortcuts.grid")],
    ["Enter", t("shortcuts.enter")],
    ["t", t("shortcuts.theme")],
    ["?", t("shortcuts.help")],
  ]
  return (
    <dl className="keys">
      {keys.map(([key, meaning]) => (
        <div key={key} className="key-line">
          <dt>
            <kbd>{key}</kbd>
          </dt>
          <dd>{meaning}</dd>
        </div>
      ))}
    </dl>
  )
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  return target.isContentEditable || ["INPUT", "SELECT", "TEXTAREA"].includes(target.tagName)
}
