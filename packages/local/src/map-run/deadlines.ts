import { ENDED } from "../interpreter/aborted.ts"
import type { Ports } from "../interpreter/ports.ts"
import { Controller } from "../interpreter/signal.ts"
import type { Timer } from "../interpreter/timeout.ts"

/** A timer for all that may take equally long. */
export type Deadlines = { readonly start: Timer; close(): void }

type Entry = { readonly due: number; readonly late: () => void }

/**
 * Who began first is due first: one sleep is enough for thousands of children, most of which end within moments, and none of
 * which can wait for less than the one before it.
 */
export function makeDeadlines(ports: Pick<Ports, "now" | "sleep">, milliseconds: number): Deadlines {
  const entries = new Set<Entry>()
  const closed = new Controller()
  let isAsleep = false

  const sleepForFirst = (): void => {
    const [first] = entries
    if (isAsleep || first === undefined || closed.aborted) return
    isAsleep = true
    void ports.sleep(Math.max(0, first.due - ports.now()), closed).then(() => {
      isAsleep = false
      if (closed.aborted) return
      const now = Math.max(first.due, ports.now())
      for (const entry of entries) {
        if (entry.due > now) break
        entries.delete(entry)
        entry.late()
      }
      sleepForFirst()
    })
  }

  return {
    start(late) {
      const entry = { due: ports.now() + milliseconds, late }
      entries.add(entry)
      if (!isAsleep) sleepForFirst()
      return () => void entries.delete(entry)
    },
    close() {
      closed.abort(ENDED)
    },
  }
}
