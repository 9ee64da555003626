import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

/** A home of the test's own, and what removes it. */
export function makeHome(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), "mapfold-site-"))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}
