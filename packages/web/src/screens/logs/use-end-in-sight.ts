import { useLayoutEffect, useRef } from "react"

/** Pixels from the end of the page within which somebody is taken to read there. */
const NEAR = 120

/** Keeps the end of the page in sight as it grows, until somebody scrolls away from it. */
export function useEndInSight(isOn: boolean, grown: unknown): void {
  const isAtEnd = useRef(true)
  useLayoutEffect(() => {
    if (!isOn) return
    isAtEnd.current = true
    const onScroll = () => {
      const { scrollHeight } = document.documentElement
      isAtEnd.current = scrollHeight - innerHeight - scrollY < NEAR
    }
    addEventListener("scroll", onScroll, { passive: true })
    return () => removeEventListener("scroll", onScroll)
  }, [isOn])
  // biome-ignore lint/correctness/useExhaustiveDependencies: what has grown is why the page is longer
  useLayoutEffect(() => {
    if (isOn && isAtEnd.current) scrollTo({ top: document.documentElement.scrollHeight })
  }, [isOn, grown])
}
