import type { Reject } from "../batch/batch-file.ts"
import { ObjectError } from "../errors.ts"

/** Bytes of a batch's rejects that are held until its end; an object that would go beyond fails. */
const MAX_BYTES = 32 * 1024 * 1024
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
  summary(): {
    readonly all: readonly Reject[]
    readonly objects: number
    readonly byRule: Record<string, number>
  }
}

export function makeRejectLog(): RejectLog {
  const all: Reject[] = []
  let objects = 0
  let heldBytes = 0
  let pending: Reject[] = []
  let pendingBytes = 0

  return {
    add(reject) {
      const cut = { ...reject, value: cutTo(reject.value, MAX_VALUE), raw: cutTo(reject.raw, MAX_RAW) }
      // UTF-16 units and the field names; near enough for a bound.
      pendingBytes += cut.raw.length + cut.key.length + 200
      if (heldBytes + pendingBytes > MAX_BYTES) throw new TooManyRejects(cut.rule, cut.line)
      pending.push(cut)
    },
    commit() {
      if (pending.length === 0) return
      all.push(...pending)
      objects++
      heldBytes += pendingBytes
      pending = []
      pendingBytes = 0
    },
    rollBack() {
      pending = []
      pendingBytes = 0
    },
    summary() {
      const rules = new Map<string, number>()
      for (const { rule } of all) rules.set(rule, (rules.get(rule) ?? 0) + 1)
      const byRule = Object.fromEntries([...rules].sort(([left], [right]) => (left < right ? -1 : 1)))
      return { all, objects, byRule }
    },
  }
}

function cutTo<Text extends string | null>(text: Text, length: number): Text {
  return (text !== null && text.length > length ? `${text.slice(0, length)}…` : text) as Text
}
