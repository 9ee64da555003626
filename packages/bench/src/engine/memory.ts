import { spawnSync } from "node:child_process"
import { BenchFailed } from "../errors.ts"
import { openMapWorld } from "./run-map.ts"

/** Ten times what is usual, on a slow machine. */
const TIMEOUT_MS = 10 * 60_000

/** The most memory (bytes resident) that a process of its own takes for a map of so many children. */
export function peakMemory(children: number): number {
  const source = `
    const { measure } = await import(${JSON.stringify(import.meta.url)})
    console.log(await measure(${children}))`
  const { stdout, stderr, status } = spawnSync(process.execPath, ["--input-type=module", "-e", source], {
    encoding: "utf8",
    timeout: TIMEOUT_MS,
  })
  if (status !== 0) throw new BenchFailed(`the map of ${children} children failed:\n${stderr}`)
  return Number(stdout)
}

/** Runs in that process. */
export async function measure(children: number): Promise<number> {
  const world = await openMapWorld(children)
  const count = await world.run("pass")
  await world.close()
  if (count !== children) throw new BenchFailed(`${count} of ${children} children succeeded`)
  return process.resourceUsage().maxRSS * 1_024
}
