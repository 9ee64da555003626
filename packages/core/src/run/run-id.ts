const LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
/** The largest multiple of the letters that a byte holds: bytes from there on would make the first letters likelier. */
const FAIR = 252

/**
 * `gsod-hottest-20250103T101500-x7k2`: sorts by job and start; the last part tells runs of one second apart.
 *
 * At most 61 characters, as a job's name has at most 40; Step Functions allows an execution's name 80.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
 */
export function makeRunId(job: string, now: Date): string {
  const time = now.toISOString().slice(0, 19).replaceAll(/[-:]/g, "")
  return `${job}-${time}-${[pickLetter(), pickLetter(), pickLetter(), pickLetter()].join("")}`
}

function pickLetter(): string {
  for (;;) {
    const [byte = FAIR] = crypto.getRandomValues(new Uint8Array(1))
    if (byte < FAIR) return LETTERS[byte % LETTERS.length]!
  }
}
