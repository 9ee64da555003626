/**
 * What the interpreter needs of an AbortSignal, which is one of these too. Node's own take microseconds to make, to listen
 * to and to abort, and every child execution has some of its own.
 */
export type Signal = {
  readonly aborted: boolean
  readonly reason: unknown
  /** A listener is called once, and not at all where the signal was aborted before. */
  addEventListener(type: "abort", listener: () => void, options?: { readonly once?: boolean }): void
  removeEventListener(type: "abort", listener: () => void): void
}

/**
 * A signal, and what aborts it. Its listeners are an array since a Set that thousands enter and leave keeps what has left it
 * from being collected cheaply: each table that it outgrows holds on to the next one.
 */
export class Controller implements Signal {
  aborted = false
  reason: unknown = undefined
  private listeners: (() => void)[] = []

  get signal(): Signal {
    return this
  }

  abort(reason: unknown): void {
    if (this.aborted) return
    this.aborted = true
    this.reason = reason
    const { listeners } = this
    this.listeners = []
    for (const listener of listeners) listener()
  }

  addEventListener(_type: "abort", listener: () => void): void {
    if (!this.aborted) this.listeners.push(listener)
  }

  removeEventListener(_type: "abort", listener: () => void): void {
    const at = this.listeners.indexOf(listener)
    if (at !== -1) this.listeners.splice(at, 1)
  }
}
