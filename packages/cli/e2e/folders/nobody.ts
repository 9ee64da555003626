import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  symlinkSync,
} from "node:fs"
import { createRequire } from "node:module"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { type Ended, run } from "../command.ts"

const PACKAGES = fileURLToPath(new URL("../../..", import.meta.url))
/** Those that `mapfold run` loads, and what of their dependencies it does not load, or is one of these. */
const NEEDED = ["cli", "core", "functions", "local"]
const NOT_NEEDED = /^@(aws-sdk|mapfold)\//
/** The user "nobody": root may do everything, and would find nothing forbidden. */
const NOBODY = "65534"

type Manifest = {
  readonly dependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

/**
 * The command in a folder that anybody may read, wherever the workspace lies, and what runs it there: as "nobody" where the
 * tests are run by root, else as whoever runs them.
 */
export function copyCommand(folder: string): (args: readonly string[]) => Promise<Ended> {
  const modules = join(folder, "node_modules")
  mkdirSync(join(modules, "@mapfold"), { recursive: true })
  for (const name of NEEDED) copyOurs(name, folder)
  const node = join(folder, "node")
  copyFileSync(process.execPath, node)
  chmodSync(node, 0o755)
  const home = join(folder, "home")
  mkdirSync(home)
  chmodSync(home, 0o777)
  const command = [node, join(folder, "packages/cli/bin/mapfold.mjs")]
  const drop = ["setpriv", `--reuid=${NOBODY}`, `--regid=${NOBODY}`, "--clear-groups"]
  const [file = "", ...words] = process.getuid?.() === 0 ? [...drop, ...command] : command
  return (args) =>
    run(file, [...words, ...args], {
      env: { HOME: home, NODE_COMPILE_CACHE: join(home, "compiled") },
    })
}

/** Node runs no TypeScript below node_modules: there is a link to the package. */
function copyOurs(name: string, folder: string): void {
  const source = join(PACKAGES, name)
  const target = join(folder, "packages", name)
  copyFiles(source, target)
  symlinkSync(target, join(folder, "node_modules/@mapfold", name))
  copyDependencies(source, join(folder, "node_modules"))
}

/** What a package depends on, side by side: there is one version of each. */
function copyDependencies(source: string, modules: string): void {
  const manifest = JSON.parse(readFileSync(join(source, "package.json"), "utf8")) as Manifest
  const { dependencies = {}, optionalDependencies = {} } = manifest
  for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
    const found = NOT_NEEDED.test(name) ? undefined : findDependency(source, name)
    const target = join(modules, name)
    if (found === undefined || existsSync(target)) continue
    copyFiles(found, target)
    copyDependencies(found, modules)
  }
}

function copyFiles(source: string, target: string): void {
  const isOther = /\/(node_modules|e2e)$/
  cpSync(source, target, { recursive: true, filter: (path) => path === source || !isOther.test(path) })
}

function findDependency(source: string, name: string): string | undefined {
  const places = createRequire(join(source, "package.json")).resolve.paths(name) ?? []
  const found = places
    .map((place) => join(place, name))
    .find((path) => existsSync(join(path, "package.json")))
  return found === undefined ? undefined : realpathSync(found)
}
