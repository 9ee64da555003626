import { createHash } from "node:crypto"
import { readlinkSync } from "node:fs"
import { hostname } from "node:os"
import { codeOf } from "./folder-errors.ts"

const FORM = /^(\d+)-([0-9a-f]{12})(?:-|$)/

/** What this process leaves in files that others find after its death: `<number>-<place>`. */
export function nameProcess(): string {
  return `${process.pid}-${findPlace()}`
}

/** Whether the process lives whose name the text begins with: null where that cannot be told, as it is of another machine. */
export function isProcessAlive(text: string): boolean | null {
  const [, pid, where] = FORM.exec(text) ?? []
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
