import type { Reject } from "../batch/batch-file.ts"
import { ObjectError } from "../errors.ts"

/** Bytes of an object's rejects that are held until its end: one with more fails. Of a batch as many are held before a part of them is due. */
const MAX_BYTES = 32 * 1024 * 1024
/** Rejects that are shown of a batch. */
const EXAMPLES = 20
const MAX_RAW = 2_000
const MAX_VALUE = 200

/** An object with so many bad records that keeping them all aside would not fit in memory. */
export class TooManyRejects extends ObjectError {
  constructor(rule: string, line: number) {
    super(
      "TooManyRejects",
      `line ${line}: more records are rejected than ${MAX_BYTES / 1024 / 1024} MiB hold, the last by rule "${rule}": ` +
        "is this the right kind of file, and is the job's schema right?",
    )
  }
}

/** The rejected records of a batch. An object's are kept once it has been read to a sound end. */
export type RejectLog = {
  add(reject: Reject): void
  commit(): void
  rollBack(): void
  /** Whether so many are held that they had better be written. */
  isFull(): boolean
  /** Hands over what is held, and forgets it: only its counts and the examples stay. */
  take(): readonly Reject[]
  summary(): RejectSummary
}

/** All that a batch has rejected so far, whether it is still held or not. */
export type RejectSummary = {
  /** Objects with at least one. */
  readonly objects: number
  readonly byRule: Record<string, number>
  /** The first few. */
  readonly examples: readonly Reject[]
}

export function makeRejectLog(): RejectLog {
  const rules = new Map<string, number>()
  const examples: Reject[] = []
  let objects = 0
  let held: Reject[] = []
  let heldBytes = 0
  let pending: Reject[] = []
  let pendingBytes = 0

  return {
    add(reject) {
      const cut = { ...reject, value: cutTo(reject.value, MAX_VALUE), raw: cutTo(reject.raw, MAX_RAW) }
      // UTF-16 units and the field names; near enough for a bound.
      pendingBytes += cut.raw.length + cut.key.length + 200
      if (pendingBytes > MAX_BYTES) throw new TooManyRejects(cut.rule, cut.line)
      pending.push(cut)
    },
    commit() {
      if (pending.length === 0) return
      for (const reject of pending) {
        held.push(reject)
        rules.set(reject.rule, (rules.get(reject.rule) ?? 0) + 1)
        if (examples.length < EXAMPLES) examples.push(reject)
      }
      objects++
      heldBytes += pendingBytes
      pending = []
      pendingBytes = 0
    },
    rollBack() {
      pending = []
      pendingBytes = 0
    },
    isFull: () => heldBytes >= MAX_BYTES,
    take() {
      const taken = held
      held = []
      heldBytes = 0
      return taken
    },
    summary() {
      const byRule = Object.fromEntries([...rules].sort(([left], [right]) => (left < right ? -1 : 1)))
      return { objects, byRule, examples: [...examples] }
    },
  }
}

function cutTo<Text extends string | null>(text: Text, length: number): Text {
  return (text !== null && text.length > length ? `${text.slice(0, length)}…` : text) as Text
}
