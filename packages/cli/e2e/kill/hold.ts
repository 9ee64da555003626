import fs from "node:fs"
import { syncBuiltinESMExports } from "node:module"
import { isMainThread } from "node:worker_threads"

// Loaded into the command before anything else (node --import): it holds a phase of the run open for as long as it takes to
// kill it there. At the n-th call of the file system that touches a path of the phase it leaves a mark, and waits.

/** Where to hold: in which thread, at which of the calls whose path has this part. */
export type Hold = {
  readonly inMain: boolean
  readonly part: string
  readonly call: number
  readonly mark: string
}

/** Longer than it takes to be killed; then the test has gone wrong. */
const HOLD_MS = 20_000

const { MAPFOLD_TEST_HOLD: text } = process.env
const hold = text === undefined ? null : (JSON.parse(text) as Hold)
let calls = 0

function look(path: unknown): void {
  if (hold === null || typeof path !== "string" || !path.includes(hold.part)) return
  if (isMainThread !== hold.inMain || ++calls !== hold.call) return
  writeMark(hold.mark, "held")
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, HOLD_MS)
}

const writeMark = fs.writeFileSync
const functions = fs as unknown as Record<string, (...args: unknown[]) => unknown>
for (const name of [
  "statSync",
  "openSync",
  "renameSync",
  "mkdirSync",
  "linkSync",
  "readFileSync",
  "rmSync",
]) {
  const original = functions[name]!
  functions[name] = (...args) => {
    look(args[0])
    const answer = original(...args)
    // what follows the last call is a moment in which all has been done
    if (name === "renameSync") look(args[1])
    return answer
  }
}
syncBuiltinESMExports()
