import type { Signal } from "./signal.ts"

/** Node's longest timer, 24.8 days: a longer one would fire at once. */
const MAX_TIMER = 2 ** 31 - 1

/** Waits, unless the signal says so sooner; never throws. A Wait may take three years. */
export async function sleep(milliseconds: number, signal: Signal): Promise<void> {
  let left = milliseconds
  do {
    await sleepOnce(Math.min(left, MAX_TIMER), signal)
    left -= MAX_TIMER
  } while (left > 0 && !signal.aborted)
}

function sleepOnce(milliseconds: number, signal: Signal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve()
    const wake = () => {
      clearTimeout(timer)
      signal.removeEventListener("abort", wake)
      resolve()
    }
    const timer = setTimeout(wake, milliseconds)
    signal.addEventListener("abort", wake, { once: true })
  })
}
