import type { ChildProcess } from "node:child_process"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { mapfold, scratch } from "./command.ts"
import { keysIn, summaryOf } from "./files.ts"

const { path: folder, remove } = scratch()
const input = join(folder, "in")
const output = join(folder, "out")
/** One child an object and one at a time, so that there is time to stop it. */
const SLOWLY = ["--batch-objects", "1", "--concurrency", "1"]
const args = [
  "run",
  "gsod-hottest",
  "--year",
  "2025",
  "--input",
  input,
  "--output",
  output,
  "--dir",
  join(folder, "home"),
]

beforeAll(async () => {
  await mapfold(["sample", "--stations", "1200", "--to", input])
})
afterAll(remove)

/** Presses Ctrl-C once the run has finished a batch. */
async function interrupt(child: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 500 && child.exitCode === null; attempt++) {
    if (keysIn(output).some((key) => key.includes("/batches/"))) return void child.kill("SIGINT")
    await sleep(10)
  }
}

describe("Ctrl-C", () => {
  it("stops the run, exits 130, publishes nothing, and a new run does as if nothing had been", async () => {
    const ended = await mapfold([...args, ...SLOWLY, "--json"], { onStart: (child) => void interrupt(child) })
    expect({ code: ended.code, signal: ended.signal }).toEqual({ code: 130, signal: null })
    expect(summaryOf(ended, "ABORTED").message).toContain("no result was published")
    expect(ended.stderr).not.toMatch(/^ +at /m)
    const left = keysIn(output)
    expect(left.filter((key) => key.startsWith("results/") || key.endsWith("result.json"))).toEqual([])
    expect(left.filter((key) => key.includes("/batches/")).length).toBeLessThan(2_400)

    const again = await mapfold([...args, "--json"])
    expect(summaryOf(again, "SUCCEEDED")).toMatchObject({ complete: true, objects: { processed: 1_200 } })
  })
})
