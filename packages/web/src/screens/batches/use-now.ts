import { useEffect, useState } from "react"

/** Milliseconds: how often durations of what runs go on. */
const STEP = 1_000

/** The time now, going on while something runs; it stands still where nothing does, so that nothing is drawn anew. */
export function useNow(isGoing: boolean): number {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    if (!isGoing) return
    const timer = setInterval(() => setNow(Date.now()), STEP)
    return () => clearInterval(timer)
  }, [isGoing])
  return now
}
