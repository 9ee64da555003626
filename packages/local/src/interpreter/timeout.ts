import { Aborted, ENDED } from "./aborted.ts"
import type { Ports } from "./ports.ts"

/**
 * Runs `work` for at most so many milliseconds; then its signal is aborted and `late()` is thrown, as `Aborted` is
 * when the parent is aborted. It is not waited for `work` to notice: a function may never do.
 */
export function withTimeout<T>(
  ports: Pick<Ports, "sleep">,
  parent: AbortSignal,
  milliseconds: number | undefined,
  work: (signal: AbortSignal) => Promise<T>,
  late: () => Error,
): Promise<T> {
  if (parent.aborted) return Promise.reject(new Aborted())
  const controller = new AbortController()
  const timer = new AbortController()
  return new Promise((resolve, reject) => {
    const end = (): void => {
      timer.abort(ENDED)
      parent.removeEventListener("abort", abort)
    }
    const giveUp = (error: Error): void => {
      end()
      reject(error)
      controller.abort(ENDED)
    }
    const abort = () => giveUp(new Aborted())
    parent.addEventListener("abort", abort)
    if (milliseconds !== undefined) {
      ports.sleep(milliseconds, timer.signal).then(() => {
        if (!timer.signal.aborted) giveUp(late())
      }, reject)
    }
    work(controller.signal).finally(end).then(resolve, reject)
  })
}

/** The same for a thread of states, which does notice: nothing of it is still running when this ends. */
export async function withTimeoutAndEnd<T>(...args: Parameters<typeof withTimeout<T>>): Promise<T> {
  const [ports, parent, milliseconds, work, late] = args
  let running: Promise<T> | undefined
  const started = (signal: AbortSignal) => {
    running = work(signal)
    return running
  }
  try {
    return await withTimeout(ports, parent, milliseconds, started, late)
  } finally {
    await Promise.allSettled([running])
  }
}
