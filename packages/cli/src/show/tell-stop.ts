import { EXIT, type ExitCode } from "../exit-code.ts"

export type Stopped = {
  readonly run: string
  readonly status: string
  /** False where it had ended before. */
  readonly asked: boolean
  /** Milliseconds. */
  readonly waited: number
}

/** Says what came of stopping a run, of a home or of a stage. */
export function tellStop(
  { run, status, asked, waited }: Stopped,
  { json }: { readonly json: boolean },
): ExitCode {
  const ended = status.toLowerCase()
  const message = asked ? `${run}: ${ended}` : `${run} had ended before: ${ended}`
  process.stdout.write(json ? `${JSON.stringify({ run, status })}\n` : `${message}\n`)
  if (status !== "RUNNING") return EXIT.done
  process.stderr.write(`mapfold: it still runs after ${waited / 1_000} s\n`)
  return EXIT.runFailed
}
