import { writeSync } from "node:fs"
import { EXIT } from "../exit-code.ts"

/** Ctrl-C, from now until `release`: the first one aborts the signal, the second ends the command at once. */
export type Interrupt = { readonly signal: AbortSignal; release(): void }

/** `farewell` says what becomes of the run where the command ends at once, as it does `patience` ms after the first Ctrl-C, too. */
export function watchInterrupt(farewell: string, patience: number): Interrupt {
  const controller = new AbortController()
  const end = () => {
    // Whatever else is still to be written is lost: this must not be.
    writeSync(2, `mapfold: ${farewell}\n`)
    process.exit(EXIT.interrupted)
  }
  const interrupt = () => {
    if (controller.signal.aborted) end()
    setTimeout(end, patience).unref()
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
