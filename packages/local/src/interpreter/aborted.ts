/** Stopped from outside: no Retry and no Catch sees it. */
export class Aborted extends Error {
  override readonly name = "Aborted"
  constructor() {
    super("the execution was stopped")
  }
}

/** Why signals are aborted: without a reason each would make an exception that nobody reads. */
export const ENDED = "ended"

export function throwIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw new Aborted()
}

/** A controller that is aborted with its parent. `release` must be called, or the parent holds on to it. */
export function childController(parent: AbortSignal): { controller: AbortController; release(): void } {
  const controller = new AbortController()
  const abort = () => controller.abort(ENDED)
  if (parent.aborted) abort()
  parent.addEventListener("abort", abort, { once: true })
  return { controller, release: () => parent.removeEventListener("abort", abort) }
}
