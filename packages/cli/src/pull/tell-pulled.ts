import { describeFailure } from "@mapfold/core/report/describe"
import type { Pulled } from "@mapfold/functions/pull/pull"
import { EXIT, type ExitCode } from "../exit-code.ts"
import { nearObject } from "../near.ts"
import { countOf, duration, megabytes } from "../quantities.ts"

/** What came of a pull. */
export type Told = Pulled & {
  readonly archive: string
  /** `s3://bucket` */
  readonly source: string
  /** A folder, or `s3://bucket/prefix`. */
  readonly to: string
  readonly ms: number
}

/** Failures that are named. */
const NAMED = 5

/** Says what came of a pull, on stdout, and what did not, on stderr. Answers the exit code. */
export function tellPulled(told: Told, { json }: { readonly json: boolean }): ExitCode {
  if (json) process.stdout.write(`${JSON.stringify({ status: statusOf(told), ...told })}\n`)
  else tellAsText(told)
  const codes = { PULLED: EXIT.done, STOPPED: EXIT.interrupted, FAILED: EXIT.runFailed }
  return codes[statusOf(told)]
}

function tellAsText({ objects, bytes, failures, ms, to, source, isWhole }: Told): void {
  const { added, changed, kept, failed } = objects
  const rate = `${megabytes((bytes * 1_000) / Math.max(ms, 1))}/s`
  process.stdout.write(
    `${countOf(objects.listed, "object")} in ${source}: ${added} new, ${changed} changed, ${kept} the same; ` +
      `${megabytes(bytes)} in ${duration(ms)} (${rate})\nto  ${nearObject(to)}\n`,
  )
  if (failed > 0) {
    const lines = failures.slice(0, NAMED).map((failure) => `  ${describeFailure(failure)}\n`)
    const more = failed > NAMED ? `  and ${failed - NAMED} more\n` : ""
    process.stderr.write(
      `mapfold: ${countOf(failed, "object")} could not be pulled:\n${lines.join("")}${more}call it again\n`,
    )
  }
  if (!isWhole) process.stderr.write("mapfold: stopped; what has come stays: call it again, and it goes on\n")
}

function statusOf({ isWhole, objects }: Pulled): "PULLED" | "STOPPED" | "FAILED" {
  if (!isWhole) return "STOPPED"
  return objects.failed > 0 ? "FAILED" : "PULLED"
}
