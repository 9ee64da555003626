import { type ChildProcess, spawn } from "node:child_process"
import { existsSync, rmSync } from "node:fs"
import { setTimeout as sleep } from "node:timers/promises"
import { BIN } from "../command.ts"
import type { Hold } from "./hold.ts"

const HOLD = new URL("./hold.ts", import.meta.url).href

/** Runs the command until it is where it is to be held, and kills it there. Answers whether it came to it. */
export async function killAt(hold: Hold, args: readonly string[]): Promise<boolean> {
  const env = { ...process.env, MAPFOLD_TEST_HOLD: JSON.stringify(hold) }
  const child = spawn(process.execPath, ["--import", HOLD, BIN, ...args], { env, stdio: "ignore" })
  const ended = new Promise<void>((resolve) => child.on("close", () => resolve()))
  try {
    await waitFor(hold.mark, child)
    return existsSync(hold.mark)
  } finally {
    child.kill("SIGKILL")
    await ended
    rmSync(hold.mark, { force: true })
  }
}

async function waitFor(mark: string, child: ChildProcess): Promise<void> {
  for (let waited = 0; waited < 30_000 && child.exitCode === null && !existsSync(mark); waited += 5)
    await sleep(5)
}
