/** Distinct values whose answers are remembered; beyond that the memory starts anew. */
const MAX_REMEMBERED = 65_536
/** Calls after which it is judged whether remembering pays. */
const TRIAL = 2_048
/** Calls without remembering after a trial that did not pay: so long at first, twice as long each time, up to the last. */
const FIRST_PAUSE = 8 * TRIAL
const LONGEST_PAUSE = 512 * TRIAL

/**
 * The function, asked once for each distinct value while most values come again. To look up and keep a value that never
 * comes again costs more than most functions do (three times a `slice`), so where fewer than half are known it stops
 * remembering for a while, and tries again later: the next objects may be others.
 */
export function remember<In, Out>(compute: (value: In) => Out): (value: In) => Out {
  const remembered = new Map<In, Out>()
  let pause = FIRST_PAUSE
  /** Calls left before the next trial. */
  let paused = 0
  let asked = 0
  let known = 0

  function judge(): void {
    if (known * 2 < asked) {
      paused = pause
      pause = Math.min(pause * 2, LONGEST_PAUSE)
      remembered.clear()
    } else {
      pause = FIRST_PAUSE
    }
    asked = 0
    known = 0
  }

  return (value) => {
    if (paused > 0) {
      paused--
      return compute(value)
    }
    if (asked >= TRIAL) judge()
    asked++
    const answer = remembered.get(value)
    if (answer !== undefined) {
      known++
      return answer
    }
    const computed = compute(value)
    if (remembered.size >= MAX_REMEMBERED) remembered.clear()
    remembered.set(value, computed)
    return computed
  }
}
