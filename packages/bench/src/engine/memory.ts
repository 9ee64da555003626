import { spawnSync } from "node:child_process"
import { BenchFailed } from "../errors.ts"
import { openMapWorld } from "./run-map.ts"

/** Ten times what is usual, on a slow machine. */
const TIMEOUT_MS = 10 * 60_000

/** Milliseconds between looks at what is held: each look collects all that is not. */
const LOOK_MS = 50

/** Bytes: the most that a process had resident, and the most that it held on to when all else was collected. */
export type Memory = { readonly resident: number; readonly held: number }

/** What a process of its own takes for a map of so many children. */
export function peakMemory(children: number): Memory {
  return { resident: measureIn(children, "resident"), held: measureIn(children, "held") }
}

/** Bytes: the most that a process has resident for a map of so many children. */
export function residentMemory(children: number): number {
  return measureIn(children, "resident")
}

/** Looking at one disturbs the other. */
function measureIn(children: number, what: keyof Memory): number {
  const source = `
    const { measure } = await import(${JSON.stringify(import.meta.url)})
    console.log(await measure(${children}, "${what}"))`
  const args = ["--expose-gc", "--input-type=module", "-e", source]
  const { stdout, stderr, status } = spawnSync(process.execPath, args, {
    encoding: "utf8",
    timeout: TIMEOUT_MS,
  })
  if (status !== 0) throw new BenchFailed(`the map of ${children} children failed:\n${stderr}`)
  return Number(stdout)
}

/** Runs in that process. */
export async function measure(children: number, what: keyof Memory): Promise<number> {
  const world = await openMapWorld(children)
  let held = 0
  const look = () => {
    globalThis.gc?.()
    const { heapUsed, arrayBuffers } = process.memoryUsage()
    held = Math.max(held, heapUsed + arrayBuffers)
  }
  const timer = what === "held" ? setInterval(look, LOOK_MS) : undefined
  const count = await world.run("pass")
  clearInterval(timer)
  if (what === "held") look()
  await world.close()
  if (count !== children) throw new BenchFailed(`${count} of ${children} children succeeded`)
  return what === "held" ? held : process.resourceUsage().maxRSS * 1_024
}
