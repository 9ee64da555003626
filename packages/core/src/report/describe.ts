import type { Failure, Reject } from "../batch/batch-file.ts"

/** A failed object as a sentence: an error of the store names it, any other message goes on after its key. */
export function describeFailure({ key, message }: Pick<Failure, "key" | "message">): string {
  return message.includes(key) ? message : `${key} ${message}`
}

/** A rejected record as a sentence: `2025/01001099999.csv line 12: TEMP "abc" is not a number`. */
export function describeReject({ key, line, column, value, message }: Omit<Reject, "rule" | "raw">): string {
  const subject =
    column === null ? "the record" : value === null ? column : `${column} ${JSON.stringify(value)}`
  // Messages of zod's own are sentences by themselves.
  const link = /^[A-Z]/.test(message) ? ": " : " "
  return `${key} line ${line}: ${subject}${link}${message}`
}
