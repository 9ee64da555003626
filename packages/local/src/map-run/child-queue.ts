import type { KeptChild, KeptMapRun } from "./kept-map-run.ts"

/** Children that wait, in the order of their places. */
export type ChildQueue = {
  push(child: KeptChild): void
  /** The next one that is to start. */
  shift(): KeptChild | undefined
  /** How many of them are in memory. */
  held(): number
}

/** What is held in memory of children that wait: their number, and the characters of their input. */
const MAX_HELD = 2_000
const MAX_CHARACTERS = 16 * 1024 * 1024
/** Read back at a time: 256 KiB each, at most. */
const PAGE = 50

/**
 * Holds the first of those that wait, and reads the others back when their turn comes: so a map run of any number of
 * children takes the same memory, and its items are read without a pause. All before `from` have been started.
 */
export function makeChildQueue(mapRun: Pick<KeptMapRun, "pending">, from: number | null): ChildQueue {
  let held: KeptChild[] = []
  let at = 0
  let characters = 0
  /** The place of the first child that is not held, where one is not. */
  let rest = from

  const refill = (): void => {
    if (at < held.length || rest === null) return
    held = [...mapRun.pending(rest, PAGE)]
    at = 0
    characters = held.reduce((sum, { batch }) => sum + batch.text.length, 0)
    const last = held.at(-1)
    rest = last === undefined ? null : last.place + 1
  }

  return {
    push(child) {
      if (rest === null && (held.length - at >= MAX_HELD || characters >= MAX_CHARACTERS)) rest = child.place
      if (rest !== null) return
      held.push(child)
      characters += child.batch.text.length
    },
    shift() {
      refill()
      const next = held[at]
      if (next === undefined) return undefined
      held[at++] = undefined as unknown as KeptChild
      characters -= next.batch.text.length
      if (at >= MAX_HELD) {
        held = held.slice(at)
        at = 0
      }
      return next
    },
    held: () => held.length - at,
  }
}
