import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync } from "node:fs"
import { tmpdir } from "node:os"
import { basename, join } from "node:path"
import { PLATFORM, ROOT } from "../evaluate/paths.ts"

/** What is made, or fetched, and not written by hand. */
const LEFT_OUT = new Set(["node_modules", ".sst", ".git", ".mapfold", ".turbo", "coverage", "dist"])
const COPIED = ["package.json", "sst.config.ts", "infra", "packages"]

export type CheckoutCopy = {
  readonly path: string
  /** Files that have been written since, by their paths in it. */
  written(): readonly string[]
  remove(): void
}

/**
 * A copy of the checkout that a deploy may write to, with the packages and SST's platform of the checkout itself. It has nothing
 * of the developer's own: no home, no stage.
 */
export function copyCheckout(): CheckoutCopy {
  const path = mkdtempSync(join(tmpdir(), "mapfold-deploy-"))
  const filter = (source: string) => !LEFT_OUT.has(basename(source))
  for (const name of COPIED) cpSync(join(ROOT, name), join(path, name), { recursive: true, filter })
  for (const folder of ["", ...readdirSync(join(path, "packages")).map((name) => join("packages", name))])
    symlinkSync(join(ROOT, folder, "node_modules"), join(path, folder, "node_modules"))
  mkdirSync(join(path, ".sst"))
  symlinkSync(PLATFORM, join(path, ".sst", "platform"))
  cpSync(join(ROOT, ".sst", "provider-lock.json"), join(path, ".sst", "provider-lock.json"))
  const before = timesOf(path)
  return {
    path,
    written: () =>
      [...timesOf(path)].filter(([name, time]) => before.get(name) !== time).map(([name]) => name),
    remove: () => rmSync(path, { recursive: true, force: true }),
  }
}

/** When each file was written last. Neither links are followed, nor is what SST has for itself looked at. */
function timesOf(path: string): Map<string, number> {
  const times = new Map<string, number>()
  const walk = (folder: string): void => {
    for (const entry of readdirSync(join(path, folder), { withFileTypes: true })) {
      const name = join(folder, entry.name)
      if (entry.isFile()) times.set(name, statSync(join(path, name)).mtimeMs)
      else if (entry.isDirectory() && entry.name !== ".sst") walk(name)
    }
  }
  walk("")
  return times
}
