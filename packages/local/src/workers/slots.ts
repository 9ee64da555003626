import { Aborted } from "../interpreter/aborted.ts"

/** So many at a time, in the order they came. */
export type Slots = {
  /** Answers what gives the slot back. Throws `Aborted` where the signal says so first. */
  take(signal: AbortSignal): Promise<() => void>
}

export function makeSlots(count: number): Slots {
  let free = count
  const waiting = new Set<() => void>()

  const give = (): void => {
    const [next] = waiting
    if (next === undefined) free++
    else {
      waiting.delete(next)
      next()
    }
  }
  /** Gives back once, however often it is called. */
  const makeRelease = () => {
    let held = true
    return () => {
      if (held) give()
      held = false
    }
  }

  return {
    async take(signal) {
      if (signal.aborted) throw new Aborted()
      if (free > 0) {
        free--
        return makeRelease()
      }
      return new Promise((resolve, reject) => {
        const abort = () => {
          waiting.delete(start)
          reject(new Aborted())
        }
        const start = () => {
          signal.removeEventListener("abort", abort)
          resolve(makeRelease())
        }
        waiting.add(start)
        signal.addEventListener("abort", abort, { once: true })
      })
    },
  }
}
