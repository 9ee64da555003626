import { ObjectError } from "../errors.ts"

/** A function of a job threw: the job is to be mended, not the files. */
export class JobCodeFailed extends Error {
  override readonly name = "JobCodeFailed"
  constructor(job: string, part: string, cause: unknown) {
    super(`job "${job}": its ${part} function failed: ${describeThrown(cause)}`, { cause })
  }
}

/** The same, on records of one object: those between two lines. */
export class JobFailedOnObject extends ObjectError {
  constructor([first, last]: readonly [number, number], cause: unknown) {
    const where = first === last ? `line ${first}` : `a record of lines ${first} to ${last}`
    super("JobCodeFailed", `${where}: the job's own code failed: ${describeThrown(cause)}`)
  }
}

/** What was thrown, and the place in the code: `RangeError: 7 is too much (my-job.ts:12)`. */
function describeThrown(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause)
  const place = /^ +at .*?([^/\\(]+:\d+):\d+\)?$/m.exec(cause.stack ?? "")?.[1]
  return `${cause.name}: ${cause.message}${place === undefined ? "" : ` (${place})`}`
}
