// Sets the workspace up, once. Plain JavaScript: on a bare machine nothing but npm's own Node is there yet.
// A stamp of everything that decides the install is kept in node_modules, so that the next run starts at once.
import { spawnSync } from "node:child_process"
import { createHash } from "node:crypto"
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"

const root = join(dirname(fileURLToPath(import.meta.url)), "..")
const stampFile = join(root, "node_modules", ".mapfold-setup")
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"))

function fingerprint() {
  const packages = readdirSync(join(root, "packages")).map((name) => join("packages", name, "package.json"))
  const files = ["package.json", "pnpm-lock.yaml", "pnpm-workspace.yaml", ...packages.sort()]
  const hash = createHash("sha256").update(`${process.platform} ${process.arch}`)
  for (const file of files) {
    const path = join(root, file)
    if (existsSync(path)) hash.update(file).update(readFileSync(path))
  }
  return hash.digest("hex")
}

const wanted = fingerprint()
if (!existsSync(stampFile) || readFileSync(stampFile, "utf8") !== wanted) {
  const started = Date.now()
  console.error("Setting up: Node 24 and the packages of pnpm-lock.yaml (once; under a minute) …")
  const pnpm = ["--yes", manifest.packageManager, "install", "--frozen-lockfile", "--reporter=append-only"]
  const install = spawnSync("npx", pnpm, {
    cwd: root,
    encoding: "utf8",
    timeout: 10 * 60_000,
    shell: process.platform === "win32",
  })
  if (install.status !== 0) {
    console.error(`${install.stdout ?? ""}${install.stderr ?? ""}`.trim())
    const why = install.error?.message ?? `exit code ${install.status}`
    console.error(`Set-up failed (${why}). Check that npm reaches its registry, then run the command again.`)
    process.exit(1)
  }
  writeFileSync(stampFile, wanted)
  console.error(`Set up in ${((Date.now() - started) / 1000).toFixed(0)} s.`)
}
