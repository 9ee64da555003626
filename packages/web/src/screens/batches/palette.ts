import { useMemo } from "react"
import { useTheme } from "../../app/theme.ts"
import type { Tone } from "../../parts/tone.ts"

/** The style sheets' colours for a canvas, which knows no custom properties. */
export type Palette = Readonly<Record<Tone | "ink" | "soft" | "sheet" | "line", string>>

/** The colours of the theme that is shown. */
export function usePalette(): Palette {
  const theme = useTheme()
  // biome-ignore lint/correctness/useExhaustiveDependencies: the style sheets answer otherwise in another theme
  return useMemo(readPalette, [theme])
}

function readPalette(): Palette {
  const style = getComputedStyle(document.documentElement)
  const colour = (name: string) => style.getPropertyValue(`--${name}`).trim()
  return {
    wait: colour("wait"),
    run: colour("accent"),
    good: colour("good"),
    bad: colour("bad"),
    late: colour("late"),
    stop: colour("stop"),
    ink: colour("ink"),
    soft: colour("ink-soft"),
    sheet: colour("sheet"),
    line: colour("line"),
  }
}
