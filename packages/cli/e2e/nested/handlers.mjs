import { appendFileSync, existsSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"

/** Writes down when it begins and when it ends, and fails where a file in its folder has its name. */
export async function step({ folder, name, milliseconds }) {
  appendFileSync(join(folder, "calls"), `begin ${name}\n`)
  await sleep(milliseconds)
  if (existsSync(join(folder, name))) throw new Error(`${name} is to fail`)
  appendFileSync(join(folder, "calls"), `end ${name}\n`)
  return name
}
