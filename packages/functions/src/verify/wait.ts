import { setTimeout as sleep } from "node:timers/promises"
import { TookTooLong } from "./errors.ts"
import type { VerifyPorts } from "./ports.ts"

/** Up to this part of a pause is added, so that several who wait do not ask in step. */
const JITTER = 0.25

/** Looks until there is something, and answers that. Throws `TookTooLong`, and the signal's own reason. */
export async function waitFor<T>(
  { pollMs, signal }: Pick<VerifyPorts, "pollMs" | "signal">,
  { what, milliseconds }: { readonly what: string; readonly milliseconds: number },
  look: () => Promise<T | null>,
): Promise<T> {
  const until = Date.now() + milliseconds
  for (;;) {
    signal.throwIfAborted()
    const found = await look()
    if (found !== null) return found
    if (Date.now() > until)
      throw new TookTooLong(`${what} did not come within ${Math.round(milliseconds / 1_000)} s`)
    // woken by the signal, which is asked next
    await sleep(pollMs * (1 + Math.random() * JITTER), undefined, { signal }).catch(() => {})
  }
}
