import { EXIT } from "../exit-code.ts"

/** How long a stopped run may take to end before the command ends without it: longer than any object takes. */
const STOP_MS = 10_000

/** Ctrl-C, from now until `release`: the first one aborts the signal, the second ends the command at once. */
export type Interrupt = { readonly signal: AbortSignal; release(): void }

export function watchInterrupt(): Interrupt {
  const controller = new AbortController()
  const end = () => process.exit(EXIT.interrupted)
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
