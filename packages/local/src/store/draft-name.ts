import { randomUUID } from "node:crypto"
import { RESERVED_PREFIX } from "./key-path.ts"
import { isProcessAlive, nameProcess } from "./process-name.ts"

/** The name of a file that nobody sees yet. It tells who writes it, so that it can be removed once its writer is gone. */
export function makeDraftName(): string {
  return `${RESERVED_PREFIX}${nameProcess()}-${randomUUID()}`
}

/** Whether its writer lives: null where the name cannot tell, since it is of another machine or of an older version. */
export function isWriterAlive(name: string): boolean | null {
  return isProcessAlive(name.slice(RESERVED_PREFIX.length))
}
