import { spawnSync } from "node:child_process"
import { existsSync, mkdirSync, writeFileSync } from "node:fs"
import { createRequire } from "node:module"
import { join } from "node:path"
import { CACHE } from "./cache.ts"
import { BenchFailed } from "./errors.ts"

/** Pinned, so that a measurement can be made again. Not in the workspace: nobody needs them but the bench. */
const PEERS = {
  "@duckdb/node-api": "1.5.6-r.1",
  "aws-local-stepfunctions": "3.0.0",
  "csv-parse": "7.0.3",
} as const
export type Peer = keyof typeof PEERS

const folder = join(CACHE, "peers")
/** A download of 25 MB over a slow line. */
const INSTALL_MS = 5 * 60_000

/** Installs peers into the bench's own folder where they are not there yet. */
export function installPeers(peers: readonly Peer[]): void {
  const wanted = peers.map((name) => `${name}@${PEERS[name]}`)
  const stamp = join(folder, `.installed-${wanted.join("-").replaceAll(/[^a-z0-9.]+/g, "-")}`)
  if (existsSync(stamp)) return
  console.error(`Installing ${wanted.join(" and ")} into ${folder} …`)
  mkdirSync(folder, { recursive: true })
  const manifest = join(folder, "package.json")
  if (!existsSync(manifest)) writeFileSync(manifest, '{ "private": true }\n')
  const args = ["install", "--prefix", folder, "--no-audit", "--no-fund", "--save-exact", ...wanted]
  const { status, stderr } = spawnSync("npm", args, { cwd: folder, encoding: "utf8", timeout: INSTALL_MS })
  if (status !== 0) throw new BenchFailed(`npm could not install ${wanted.join(" ")}:\n${stderr}`)
  writeFileSync(stamp, "")
}

/** The peer's module. The caller says which part of it is used, as its type. */
export function requirePeer<Module>(peer: Peer, path = ""): Module {
  return createRequire(join(folder, "package.json"))(`${peer}${path}`) as Module
}

export function versionOf(peer: Peer): string {
  return PEERS[peer]
}
