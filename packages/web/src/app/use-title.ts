import { useEffect } from "react"
import { visibleText } from "../parts/visible-text.ts"

/** Says in the browser's tab what is shown: `gsod-2025 · Runs · Mapfold`. */
export function useTitle(...parts: readonly string[]): void {
  const title = [...parts, "Mapfold"].map(visibleText).join(" · ")
  useEffect(() => {
    document.title = title
  }, [title])
}
