import { writeSync } from "node:fs"
import { EXIT } from "../exit-code.ts"
import { quoteForShell } from "../shell-words.ts"

/** How long a stopped run may take to end before the command ends without it: longer than any object takes. */
const STOP_MS = 10_000

/** Ctrl-C, from now until `release`: the first one aborts the signal, the second ends the command at once. */
export type Interrupt = { readonly signal: AbortSignal; release(): void }

export function watchInterrupt(home: string): Interrupt {
  const controller = new AbortController()
  const end = () => {
    const resume = quoteForShell(["mapfold", "resume", "--dir", home])
    // Whatever else is still to be written is lost: this must not be.
    writeSync(2, `mapfold: ended at once; where that has cut a run off, this goes on with it:  ${resume}\n`)
    process.exit(EXIT.interrupted)
  }
  const interrupt = () => {
    if (controller.signal.aborted) end()
    setTimeout(end, STOP_MS).unref()
    controller.abort("interrupted")
  }
  process.on("SIGINT", interrupt)
  process.on("SIGTERM", interrupt)
  return {
    signal: controller.signal,
    release() {
      process.off("SIGINT", interrupt)
      process.off("SIGTERM", interrupt)
    },
  }
}
