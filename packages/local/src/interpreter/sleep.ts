import type { Signal } from "./signal.ts"

/** Waits, unless the signal says so sooner; never throws. */
export function sleep(milliseconds: number, signal: Signal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve()
    const wake = () => {
      clearTimeout(timer)
      signal.removeEventListener("abort", wake)
      resolve()
    }
    const timer = setTimeout(wake, Math.min(milliseconds, MAX_TIMER))
    signal.addEventListener("abort", wake, { once: true })
  })
}

/** Node's longest timer, 24.8 days: a longer one would fire at once. */
const MAX_TIMER = 2 ** 31 - 1
