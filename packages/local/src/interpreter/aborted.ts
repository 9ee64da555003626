import { Controller, type Signal } from "./signal.ts"

/** Stopped from outside: no Retry and no Catch sees it. */
export class Aborted extends Error {
  override readonly name = "Aborted"
  constructor() {
    super("the execution was stopped")
  }
}

/** Why signals are aborted where nobody gives another reason. */
export const ENDED = "ended"

export function throwIfAborted(signal: Signal): void {
  if (signal.aborted) throw new Aborted()
}

/** A controller that is aborted with its parent. `release` must be called, or the parent holds on to it. */
export function childController(parent: Signal): { controller: Controller; release(): void } {
  const controller = new Controller()
  const abort = () => controller.abort(ENDED)
  if (parent.aborted) abort()
  else parent.addEventListener("abort", abort, { once: true })
  return { controller, release: () => parent.removeEventListener("abort", abort) }
}
