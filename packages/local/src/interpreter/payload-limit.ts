import { MAX_PAYLOAD_BYTES } from "@mapfold/core/run/settings"
import { StateFailed } from "../errors.ts"
import type { Visit } from "./thread.ts"

/** The value's JSON. Throws States.DataLimitExceeded, which nothing catches, where it is more than 256 KiB. */
export function withinLimit(visit: Visit, what: "input" | "output", value: unknown): string {
  const text = JSON.stringify(value) ?? "null"
  if (text.length * 3 > MAX_PAYLOAD_BYTES && Buffer.byteLength(text) > MAX_PAYLOAD_BYTES) {
    const cause = `The state/task '${visit.name}' returned a result with a size exceeding the maximum number of bytes service limit.`
    const inputCause = `The ${what} of the state '${visit.name}' has ${Buffer.byteLength(text)} bytes; ${MAX_PAYLOAD_BYTES} is the service limit.`
    throw new StateFailed("States.DataLimitExceeded", what === "output" ? cause : inputCause)
  }
  return text
}
