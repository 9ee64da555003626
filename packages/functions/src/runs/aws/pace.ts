import { Throttled } from "../errors.ts"

/** Calls that wait for their turn, at most: whoever comes later is told to come again. */
const WAITING = 20

export type Pace = <T>(call: () => Promise<T>) => Promise<T>

/** Lets calls begin at least `milliseconds` apart, in the order in which they come. Throws `Throttled` where too many wait. */
export function makePace(
  milliseconds: number,
  { clock, sleep }: { readonly clock: () => number; readonly sleep: (milliseconds: number) => Promise<void> },
): Pace {
  let next = 0
  return async (call) => {
    const now = clock()
    const turn = Math.max(next, now)
    if (turn - now > WAITING * milliseconds)
      throw new Throttled(
        "too many runs are looked at at once for what AWS lets be asked: try again in a few seconds",
      )
    next = turn + milliseconds
    if (turn > now) await sleep(turn - now)
    return call()
  }
}
