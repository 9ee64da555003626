import { Aborted, ENDED } from "./aborted.ts"
import type { Ports } from "./ports.ts"
import { Controller, type Signal } from "./signal.ts"

/** Calls `late` when the time is over, and not any more once what it answers has been called. */
export type Timer = (late: () => void) => () => void

/** A timer of so many milliseconds; without a number, one that never ends. */
export function makeTimer({ sleep }: Pick<Ports, "sleep">, milliseconds: number | undefined): Timer {
  if (milliseconds === undefined) return () => () => {}
  return (late) => {
    const timer = new Controller()
    void sleep(milliseconds, timer).then(() => {
      if (!timer.aborted) late()
    })
    return () => timer.abort(ENDED)
  }
}

/**
 * Runs `work` until the timer ends; then its signal is aborted and `late()` is thrown, as `Aborted` is when the parent is
 * aborted. It is not waited for `work` to notice: a function may never do.
 */
export function withTimeout<T>(
  parent: Signal,
  timer: Timer,
  work: (signal: Signal) => Promise<T>,
  late: () => Error,
): Promise<T> {
  if (parent.aborted) return Promise.reject(new Aborted())
  const controller = new Controller()
  return new Promise((resolve, reject) => {
    const end = (): void => {
      cancel()
      parent.removeEventListener("abort", abort)
    }
    const giveUp = (error: Error): void => {
      end()
      reject(error)
      controller.abort(ENDED)
    }
    const abort = () => giveUp(new Aborted())
    parent.addEventListener("abort", abort)
    const cancel = timer(() => giveUp(late()))
    work(controller).then(
      (value) => {
        end()
        resolve(value)
      },
      (error: unknown) => {
        end()
        reject(error)
      },
    )
  })
}

/** The same for a thread of states, which does notice: nothing of it is still running when this ends. */
export async function withTimeoutAndEnd<T>(
  parent: Signal,
  timer: Timer,
  work: (signal: Signal) => Promise<T>,
  late: () => Error,
): Promise<T> {
  if (parent.aborted) throw new Aborted()
  const controller = new Controller()
  let early: Error | undefined
  const giveUp = (error: Error): void => {
    early ??= error
    controller.abort(ENDED)
  }
  const abort = () => giveUp(new Aborted())
  parent.addEventListener("abort", abort)
  const cancel = timer(() => giveUp(late()))
  try {
    const value = await work(controller)
    if (early === undefined) return value
  } catch (error) {
    throw early ?? error
  } finally {
    cancel()
    parent.removeEventListener("abort", abort)
  }
  throw early
}
