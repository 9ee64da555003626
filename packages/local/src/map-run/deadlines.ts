import { ENDED } from "../interpreter/aborted.ts"
import type { Ports } from "../interpreter/ports.ts"
import { Controller } from "../interpreter/signal.ts"
import type { Timer } from "../interpreter/timeout.ts"

/** A timer for all that may take equally long. */
export type Deadlines = { readonly start: Timer; close(): void }

/** `late` is null once it was called or called off. */
type Entry = { readonly due: number; late: (() => void) | null }

/** Entries that were called off may wait for others to be forgotten with. */
const MAX_OFF = 1_000

/**
 * Who began first is due first: one sleep is enough for thousands of children, most of which end within moments, and none of
 * which is due before one that began before it.
 */
export function makeDeadlines(ports: Pick<Ports, "now" | "sleep">, milliseconds: number): Deadlines {
  let entries: Entry[] = []
  let off = 0
  const closed = new Controller()
  let isAsleep = false

  const forget = (): void => {
    entries = entries.filter(({ late }) => late !== null)
    off = 0
  }
  const sleepForFirst = (): void => {
    const first = entries.find(({ late }) => late !== null)
    if (isAsleep || first === undefined || closed.aborted) return
    isAsleep = true
    void ports.sleep(Math.max(0, first.due - ports.now()), closed).then(() => {
      isAsleep = false
      if (closed.aborted) return
      const now = Math.max(first.due, ports.now())
      for (const entry of entries) {
        if (entry.due > now) break
        entry.late?.()
        entry.late = null
      }
      forget()
      sleepForFirst()
    })
  }

  return {
    start(late) {
      const entry: Entry = { due: ports.now() + milliseconds, late }
      entries.push(entry)
      if (!isAsleep) sleepForFirst()
      return () => {
        if (entry.late === null) return
        entry.late = null
        off++
        if (off > MAX_OFF && off * 2 > entries.length) forget()
      }
    },
    close() {
      closed.abort(ENDED)
    },
  }
}
