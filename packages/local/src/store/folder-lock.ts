import { closeSync, linkSync, openSync, readFileSync, renameSync, rmSync, statSync, writeSync } from "node:fs"
import { setTimeout as sleep } from "node:timers/promises"
import { codeOf } from "./folder-errors.ts"
import { isProcessAlive, nameProcess } from "./process-name.ts"

/** A lock is held for a few system calls: who waits this long (ms) waits for somebody who is stuck. */
const PATIENCE = 10_000
/** A lock this old (ms) whose holder cannot be judged, as it is of another machine, was left behind by one that was killed. */
const ABANDONED = 5_000
/** So was this old a one (ms) whose holder lives: its number is another process's by now, as in a container that starts again. */
const REUSED = 60_000
const FIRST_PAUSE = 1
const LONGEST_PAUSE = 50

/**
 * Does `act` while no other thread or process holds the lock file `path`.
 *
 * The file names its holder: that of a process that is gone is taken over at once. Throws after 10 s of waiting. `act` must
 * not wait for anything.
 */
export async function withLock<T>(path: string, act: () => T): Promise<T> {
  const deadline = Date.now() + PATIENCE
  for (let pause = FIRST_PAUSE; !tryLock(path); pause = Math.min(pause * 2, LONGEST_PAUSE)) {
    if (Date.now() > deadline)
      throw new Error(`another writer has held ${path} for ${PATIENCE} ms; remove that file if there is none`)
    if (!breakAbandoned(path)) await sleep(Math.random() * pause)
  }
  try {
    return act()
  } finally {
    rmSync(path, { force: true })
  }
}

function tryLock(path: string): boolean {
  try {
    const descriptor = openSync(path, "wx")
    try {
      writeSync(descriptor, nameProcess())
    } catch (error) {
      // the disk is full: a lock that names nobody would keep others waiting
      rmSync(path, { force: true })
      throw error
    } finally {
      closeSync(descriptor)
    }
    return true
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false
    throw error
  }
}

/** Whether it is worth trying again at once. */
function breakAbandoned(path: string): boolean {
  const aside = `${path}-${process.hrtime.bigint()}`
  try {
    const { ino } = statSync(path)
    if (!isAbandoned(path)) return false
    renameSync(path, aside)
    // Somebody else may have broken it first, and locked: then what was moved is in use, and goes back.
    if (statSync(aside).ino !== ino) linkSync(aside, path)
    return true
  } catch (error) {
    if (codeOf(error) === "ENOENT" || codeOf(error) === "EEXIST") return true
    throw error
  } finally {
    rmSync(aside, { force: true })
  }
}

/** A lock of this machine is judged by its process first, one of another (or not yet written) by its age. */
function isAbandoned(path: string): boolean {
  const isAlive = isProcessAlive(readFileSync(path, "utf8"))
  if (isAlive === false) return true
  return Date.now() - statSync(path).mtimeMs > (isAlive === null ? ABANDONED : REUSED)
}
