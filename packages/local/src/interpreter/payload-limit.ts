import { MAX_PAYLOAD_BYTES } from "@mapfold/core/run/settings"
import { StateFailed } from "../errors.ts"

/** A value, and its JSON: the same value is wanted as text where it leaves a state, a child and its map run. */
export type Rendered = { readonly value: unknown; readonly text: string }

/** Whoever remembers what was made JSON of last. Values of states are never changed, only replaced. */
type Memory = { rendered: Rendered | null }

/** The value's JSON. */
export function renderJson(memory: Memory, value: unknown): string {
  const { rendered } = memory
  if (rendered !== null && rendered.value === value) return rendered.text
  const text = JSON.stringify(value) ?? "null"
  memory.rendered = { value, text }
  return text
}

/**
 * Throws States.DataLimitExceeded where the value's JSON is more than 256 KiB, in AWS's words; `name` is the state's, or
 * that of the service that has answered.
 */
export function checkLimit(memory: Memory, name: string, value: unknown): void {
  const text = renderJson(memory, value)
  if (text.length * 3 > MAX_PAYLOAD_BYTES && Buffer.byteLength(text) > MAX_PAYLOAD_BYTES)
    throw dataLimitExceeded(name)
}

export function dataLimitExceeded(name: string): StateFailed {
  const cause = `The state/task '${name}' returned a result with a size exceeding the maximum number of bytes service limit.`
  return new StateFailed("States.DataLimitExceeded", cause)
}
