import { threadId } from "node:worker_threads"
import type { Handler } from "./handler.ts"

/** Functions that do whatever a function may do to its worker. */
export function makeHandlers({
  name,
  loading = 0,
}: {
  name: string
  loading?: number
}): Record<string, Handler> {
  if (loading > 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, loading)
  return {
    echo: async (event) => ({ name, event }),
    async throws() {
      throw Object.assign(new Error("not this"), { name: "Refused" })
    },
    async loops() {
      for (;;);
    },
    async waits(event) {
      await new Promise((resolve) => setTimeout(resolve, Number(event)))
      return threadId
    },
    /** Blocks its thread for so long, as a function does that computes. */
    async blocks(event) {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, Number(event))
      return threadId
    },
    dates: async () => ({ at: new Date(0), none: undefined, not: Number.NaN }),
    big: async () => 1n,
    exits: () => process.exit(3),
    crashes: () =>
      new Promise(() => {
        setTimeout(() => {
          throw new Error("behind the handler's back")
        })
      }),
    async devours() {
      const held: string[][] = []
      for (;;) held.push(Array.from({ length: 100_000 }, () => `${Math.random()}`))
    },
    async prints(event) {
      console.log("it was", { a: 1 }, event)
      console.error("and more")
    },
    left: async (_, context) => context.getRemainingTimeInMillis(),
  }
}
