import { createHash } from "node:crypto"
import { basename, dirname } from "node:path"
import { withLock } from "./folder-lock.ts"
import { RESERVED_PREFIX } from "./key-path.ts"

/** Does `act` while nobody else holds the lock of the object at `path`, in any thread or process. */
export function withKeyLock<T>(path: string, act: () => T): Promise<T> {
  const name = createHash("sha256").update(basename(path)).digest("hex")
  return withLock(`${dirname(path)}/${RESERVED_PREFIX}lock-${name}`, act)
}
