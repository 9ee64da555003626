import type { Judged } from "@mapfold/functions/verify/verify"
import { EXIT, type ExitCode } from "../exit-code.ts"

/** A step that came to nothing leaves open what it was made for: that is no success either. */
export function exitCodeOf(judged: readonly Judged[], lost: readonly string[]): ExitCode {
  const isBroken = judged.some(({ verdict }) => verdict === "broken")
  return isBroken || lost.length > 0 ? EXIT.runFailed : EXIT.done
}
