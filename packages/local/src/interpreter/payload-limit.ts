import { MAX_PAYLOAD_BYTES } from "@mapfold/core/run/settings"
import { StateFailed } from "../errors.ts"

/**
 * The value's JSON. Throws States.DataLimitExceeded where it is more than 256 KiB, in AWS's words; `name` is the state's,
 * or that of the service that has answered.
 */
export function withinLimit(name: string, value: unknown): string {
  const text = JSON.stringify(value) ?? "null"
  if (text.length * 3 > MAX_PAYLOAD_BYTES && Buffer.byteLength(text) > MAX_PAYLOAD_BYTES)
    throw dataLimitExceeded(name)
  return text
}

export function dataLimitExceeded(name: string): StateFailed {
  const cause = `The state/task '${name}' returned a result with a size exceeding the maximum number of bytes service limit.`
  return new StateFailed("States.DataLimitExceeded", cause)
}
