import { randomInt } from "node:crypto"

const LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"

/**
 * `gsod-hottest-20250103T101500-x7k2`: sorts by job and start; the last part tells runs of one second apart.
 *
 * At most 61 characters, as a job's name has at most 40; Step Functions allows an execution's name 80.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
 */
export function makeRunId(job: string, now: Date): string {
  const time = now.toISOString().slice(0, 19).replaceAll(/[-:]/g, "")
  const letters = Array.from({ length: 4 }, () => LETTERS[randomInt(LETTERS.length)]).join("")
  return `${job}-${time}-${letters}`
}
