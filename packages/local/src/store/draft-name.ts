import { createHash, randomUUID } from "node:crypto"
import { readlinkSync } from "node:fs"
import { hostname } from "node:os"
import { codeOf } from "./folder-errors.ts"
import { RESERVED_PREFIX } from "./key-path.ts"

const FORM = /^(\d+)-([0-9a-f]{12})-/

/** The name of a file that nobody sees yet. It tells who writes it, so that it can be removed once its writer is gone. */
export function makeDraftName(): string {
  return `${RESERVED_PREFIX}${process.pid}-${findPlace()}-${randomUUID()}`
}

/** Whether its writer lives: null where the name cannot tell, since it is of another machine or of an older version. */
export function isWriterAlive(name: string): boolean | null {
  const [, pid, where] = FORM.exec(name.slice(RESERVED_PREFIX.length)) ?? []
  if (where !== findPlace()) return null
  try {
    process.kill(Number(pid), 0)
    return true
  } catch (error) {
    return codeOf(error) !== "ESRCH"
  }
}

let place: string | undefined

/** Where the number of a process means the same process: a machine, and on it a container. */
function findPlace(): string {
  place ??= createHash("sha256").update(`${hostname()} ${findNamespace()}`).digest("hex").slice(0, 12)
  return place
}

/** Of the numbers of processes: https://man7.org/linux/man-pages/man7/pid_namespaces.7.html. Other systems have only one. */
function findNamespace(): string {
  try {
    return readlinkSync("/proc/self/ns/pid")
  } catch {
    return ""
  }
}
