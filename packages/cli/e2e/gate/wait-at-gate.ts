import fs from "node:fs"
import { syncBuiltinESMExports } from "node:module"
import { isMainThread } from "node:worker_threads"

// Loaded into the command before anything else (node --import): a worker that comes to an object waits before it for as long
// as the gate is closed, so that a run goes on for as long as a test wants it to, however busy the machine is.

export type GateAt = {
  /** A file: the gate is closed while it is there, before the objects whose path has the text that is in it. */
  readonly closed: string
  /** A file that is made when somebody waits. */
  readonly come: string
}

/** Longer than any test; then the test has gone wrong. */
const WAIT_MS = 120_000
const LOOK_MS = 10

const { MAPFOLD_TEST_GATE: text } = process.env
const gate = text === undefined || isMainThread ? null : (JSON.parse(text) as GateAt)
const functions = fs as unknown as Record<string, (...args: unknown[]) => unknown>
const { existsSync, readFileSync, writeFileSync } = fs

function look(path: unknown, { closed, come }: GateAt): void {
  if (typeof path !== "string" || path === closed || !existsSync(closed)) return
  if (!path.includes(readFileSync(closed, "utf8"))) return
  writeFileSync(come, "come")
  const never = new Int32Array(new SharedArrayBuffer(4))
  for (let waited = 0; waited < WAIT_MS && existsSync(closed); waited += LOOK_MS)
    Atomics.wait(never, 0, 0, LOOK_MS)
}

for (const name of ["statSync", "openSync"]) {
  const original = functions[name]!
  functions[name] = (...args) => {
    if (gate !== null) look(args[0], gate)
    return original(...args)
  }
}
syncBuiltinESMExports()
