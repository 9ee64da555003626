import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs"
import { tmpdir } from "node:os"
import { basename, join } from "node:path"
import { PLATFORM, ROOT } from "../evaluate/paths.ts"

/** What is made, or fetched, and not written by hand. */
const LEFT_OUT = new Set(["node_modules", ".sst", ".git", ".mapfold", ".turbo", "coverage", "dist"])
const COPIED = ["package.json", "sst.config.ts", "sst-env.d.ts", "infra", "packages"]

/**
 * A copy of the checkout that a deploy may write to, with the packages and SST's platform of the checkout itself. It has nothing
 * of the developer's own: no home, no stage.
 */
export function copyCheckout(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), "mapfold-deploy-"))
  const filter = (source: string) => !LEFT_OUT.has(basename(source))
  for (const name of COPIED) cpSync(join(ROOT, name), join(path, name), { recursive: true, filter })
  for (const folder of ["", ...readdirSync(join(path, "packages")).map((name) => join("packages", name))])
    symlinkSync(join(ROOT, folder, "node_modules"), join(path, folder, "node_modules"))
  mkdirSync(join(path, ".sst"))
  symlinkSync(PLATFORM, join(path, ".sst", "platform"))
  cpSync(join(ROOT, ".sst", "provider-lock.json"), join(path, ".sst", "provider-lock.json"))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}
