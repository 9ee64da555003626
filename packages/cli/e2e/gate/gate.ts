import { existsSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import type { GateAt } from "./wait-at-gate.ts"

const PRELOAD = new URL("./wait-at-gate.ts", import.meta.url).href

/** A gate before objects of the input; it is open at first. */
export type Gate = {
  /** The environment of a command whose workers heed it. */
  readonly env: Readonly<Record<string, string>>
  /** Before all objects whose path has the part. */
  close(part: string): void
  open(): void
  /** Resolves when a worker waits at it; rejects if none has come after 60 s. */
  come(): Promise<void>
}

/** `folder` holds the gate's own files. */
export function makeGate(folder: string): Gate {
  const at: GateAt = { closed: join(folder, "gate.closed"), come: join(folder, "gate.come") }
  return {
    env: { MAPFOLD_TEST_GATE: JSON.stringify(at), NODE_OPTIONS: `--import ${PRELOAD}` },
    close(part) {
      rmSync(at.come, { force: true })
      // renamed, so that no worker reads half of it
      writeFileSync(`${at.closed}.new`, part)
      renameSync(`${at.closed}.new`, at.closed)
    },
    open: () => rmSync(at.closed, { force: true }),
    async come() {
      for (let waited = 0; !existsSync(at.come); waited += 10) {
        if (waited > 60_000) throw new Error("nobody has come to the gate within 60 s")
        await sleep(10)
      }
    },
  }
}
