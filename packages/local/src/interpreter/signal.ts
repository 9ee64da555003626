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

/** A signal, and what aborts it. */
export class Controller implements Signal {
  aborted = false
  reason: unknown = undefined
  private listeners: Set<() => void> | null = null

  get signal(): Signal {
    return this
  }

  abort(reason: unknown): void {
    if (this.aborted) return
    this.aborted = true
    this.reason = reason
    const { listeners } = this
    this.listeners = null
    for (const listener of listeners ?? []) listener()
  }

  addEventListener(_type: "abort", listener: () => void): void {
    if (this.aborted) return
    this.listeners ??= new Set()
    this.listeners.add(listener)
  }

  removeEventListener(_type: "abort", listener: () => void): void {
    this.listeners?.delete(listener)
  }
}
