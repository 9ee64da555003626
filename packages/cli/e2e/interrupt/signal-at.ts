import fs from "node:fs"
import { syncBuiltinESMExports } from "node:module"
import { isMainThread } from "node:worker_threads"

// Loaded into the command before anything else (node --import): at the n-th call of the file system that touches a path of
// a phase, the process gets real signals.

export type SignalAt = {
  /** In the main thread, or in a worker. */
  readonly inMain: boolean
  /** A part of the path. */
  readonly part: string
  readonly call: number
  readonly signals: readonly NodeJS.Signals[]
  /** A file that is made when they are sent: of several workers that come to the call the first sends them. */
  readonly mark: string
}

const { MAPFOLD_TEST_SIGNAL: text } = process.env
const at = text === undefined ? null : (JSON.parse(text) as SignalAt)
const writeMark = fs.writeFileSync
let calls = 0

function look(path: unknown): void {
  if (at === null || isMainThread !== at.inMain || typeof path !== "string") return
  if (!path.includes(at.part) || ++calls !== at.call) return
  try {
    writeMark(at.mark, "sent", { flag: "wx" })
  } catch {
    return
  }
  for (const signal of at.signals) process.kill(process.pid, signal)
}

const functions = fs as unknown as Record<string, (...args: unknown[]) => unknown>
for (const name of ["statSync", "openSync"]) {
  const original = functions[name]!
  functions[name] = (...args) => {
    look(args[0])
    return original(...args)
  }
}
syncBuiltinESMExports()
