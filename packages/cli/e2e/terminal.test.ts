import { readFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, describe, expect, it } from "vitest"
import { goodObjects, prepareActing } from "./acting/run-acting.ts"
import { BIN, type Ended, run, scratch } from "./command.ts"
import { play, type Screen } from "./terminal/screen.ts"

const { path: folder, remove } = scratch()
afterAll(remove)

/** The command in a pseudo-terminal of so many columns, and what it shows there. */
async function inTerminal(
  columns: number,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<Ended & Screen> {
  const log = join(folder, `${columns}-${Math.random()}.log`)
  const words = [process.execPath, BIN, ...args].map((word) => `'${word}'`).join(" ")
  const ended = await run("script", ["-qec", `stty cols ${columns} rows 24; ${words}`, log], { env })
  const [, written = ""] = /^Script started.*?\n(.*)\nScript done/s.exec(readFileSync(log, "utf8")) ?? []
  return { ...ended, ...play(written, columns) }
}

describe("the progress line", () => {
  const objects = goodObjects(16, "sleep 100")

  it.each([80, 40])("stays one line in a terminal of %i columns, and goes away", async (columns) => {
    const { flags } = prepareActing(join(folder, `wide-${columns}`), objects)
    const { code, moments, end, isCursorShown } = await inTerminal(columns, [
      "run",
      "acting",
      ...flags,
      "--batch-objects",
      "2",
    ])
    expect({ code, isCursorShown }).toEqual({ code: 0, isCursorShown: true })
    expect(moments.some((moment) => /^mapping {3}\d+ of 16 objects/.test(moment))).toBe(true)
    for (const moment of moments) expect(moment).toMatch(/^(|preparing|(listing|mapping|reducing) .*)$/)
    expect(end).toMatch(/^done +times\nsleep +16\n\nacting: 16 objects, /)
    expect(end).not.toContain("mapping")
  })

  it("goes away when the run is stopped, and the cursor comes back", async () => {
    const { flags } = prepareActing(join(folder, "stopped"), objects)
    const preload = new URL("./interrupt/signal-at.ts", import.meta.url).href
    const mark = join(folder, "stopped.sent")
    const at = { inMain: false, part: "/in/good-", call: 5, signals: ["SIGINT"], mark }
    const env = { MAPFOLD_TEST_SIGNAL: JSON.stringify(at), NODE_OPTIONS: `--import ${preload}` }
    const { code, end, isCursorShown } = await inTerminal(
      80,
      ["run", "acting", ...flags, "--batch-objects", "2"],
      env,
    )
    expect({ code, isCursorShown }).toEqual({ code: 130, isCursorShown: true })
    expect(end).toMatch(/^mapfold: acting-\S+ was stopped while mapping, after /)
    expect(end).not.toMatch(/^mapping/m)
  })

  it("is not shown where stderr is no terminal", async () => {
    const { run } = prepareActing(join(folder, "plain"), objects)
    expect(await run()).toMatchObject({ code: 0, stderr: "" })
  })
})
