import { Aborted, childController } from "./aborted.ts"
import type { Ports } from "./ports.ts"

/**
 * Runs `work` for at most so many milliseconds; then its signal is aborted and `late()` is thrown, as `Aborted` is
 * when the parent is aborted. It is not waited for `work` to notice: a function may never do.
 */
export async function withTimeout<T>(
  ports: Pick<Ports, "sleep">,
  parent: AbortSignal,
  milliseconds: number | undefined,
  work: (signal: AbortSignal) => Promise<T>,
  late: () => Error,
): Promise<T> {
  const { controller, release } = childController(parent)
  const timer = new AbortController()
  const aborted = new Promise<never>((_, reject) => {
    const abort = () => reject(new Aborted())
    if (controller.signal.aborted) abort()
    controller.signal.addEventListener("abort", abort, { once: true })
  })
  aborted.catch(() => {})
  const contenders: Promise<T>[] = [work(controller.signal), aborted]
  if (milliseconds !== undefined) {
    const timeout = ports.sleep(milliseconds, timer.signal).then((): Promise<T> => {
      if (timer.signal.aborted) return new Promise(() => {})
      throw late()
    })
    contenders.push(timeout)
  }
  try {
    return await Promise.race(contenders)
  } finally {
    timer.abort()
    release()
    controller.abort()
  }
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
