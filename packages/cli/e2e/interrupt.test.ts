import { join } from "node:path"
import { afterAll, describe, expect, it } from "vitest"
import { type Acts, goodObjects, prepareActing } from "./acting/run-acting.ts"
import { inShell, scratch } from "./command.ts"
import { keysIn, readJson, summaryOf } from "./files.ts"
import type { SignalAt } from "./interrupt/signal-at.ts"

const PRELOAD = new URL("./interrupt/signal-at.ts", import.meta.url).href
const { path: folder, remove } = scratch()
afterAll(remove)

/** The acting job, which gets signals when it touches a path. */
function prepare(name: string, objects: Acts, at: Omit<SignalAt, "mark">) {
  const prepared = prepareActing(join(folder, name), objects)
  const mark = join(folder, `${name}.sent`)
  const env = { MAPFOLD_TEST_SIGNAL: JSON.stringify({ ...at, mark }), NODE_OPTIONS: `--import ${PRELOAD}` }
  return {
    ...prepared,
    interrupt: (...flags: string[]) => prepared.run(["--batch-objects", "1", ...flags], { env }),
  }
}

const temporary = (bucket: string) => keysIn(bucket).filter((key) => key.includes(".mapfold-tmp-"))
const published = (bucket: string) => keysIn(bucket).filter((key) => key.startsWith("results/"))

describe("Ctrl-C", () => {
  it.each([
    ["listing", "SIGINT", { inMain: true, part: "/in/good-", call: 3 }],
    ["mapping", "SIGINT", { inMain: false, part: "/in/good-", call: 3 }],
    ["mapping", "SIGTERM", { inMain: false, part: "/.mapfold-tmp-", call: 3 }],
  ] as const)(
    "while %s (%s) stops the run, leaves nothing half done, and says how to go on",
    async (phase, signal, at) => {
      const name = `${phase}-${signal}`
      const { input, output, run, interrupt } = prepare(name, goodObjects(40, "sleep 20"), {
        ...at,
        signals: [signal],
      })
      const ended = await interrupt()
      expect(ended).toMatchObject({ code: 130, signal: null, stdout: "" })
      expect(ended.stderr).toMatch(
        new RegExp(
          `^mapfold: acting-\\S+ was stopped while ${phase}, after \\d+ of \\d+ objects; no result was published\n`,
        ),
      )
      expect({ temporary: temporary(output), published: published(output) }).toEqual({
        temporary: [],
        published: [],
      })
      expect(keysIn(input)).toHaveLength(40)
      const [, again] = /to start it again: {2}(mapfold run .*)\n$/.exec(ended.stderr)!
      expect((await inShell(again!)).code).toBe(0)
      expect(published(output)).toContain("results/acting/result.json")
      expect(summaryOf(await run(["--json"]), "SUCCEEDED").objects.processed).toBe(40)
    },
  )

  it("says so in --json, too", async () => {
    const { interrupt } = prepare("json", goodObjects(40, "sleep 20"), {
      ...{ inMain: false, part: "/in/good-", call: 5 },
      signals: ["SIGINT"],
    })
    const ended = await interrupt("--json")
    expect(ended.code).toBe(130)
    const { message, phase, objects, again, interrupted } = summaryOf(ended, "ABORTED")
    expect({ phase, interrupted, listed: objects.listed }).toEqual({
      phase: "mapping",
      interrupted: true,
      listed: 40,
    })
    expect(objects.done).toBeLessThan(40)
    expect(message).toContain("no result was published")
    expect(again).toContain("mapfold run acting --jobs ")
  })

  it("while reducing lets the result be finished: it is whole", async () => {
    const { output, interrupt } = prepare("reducing", goodObjects(10), {
      ...{ inMain: true, part: "/batches/", call: 2 },
      signals: ["SIGINT"],
    })
    const ended = await interrupt("--json")
    expect(ended.signal).toBeNull()
    const { result } = summaryOf(ended, "SUCCEEDED")
    expect(readJson(output, result)).toMatchObject({ complete: true, rows: [{ done: "good", times: 10 }] })
    expect({ temporary: temporary(output), published: published(output) }).toEqual({
      temporary: [],
      published: ["latest.json", "result.csv", "result.json"].map((name) => `results/acting/${name}`),
    })
  })

  it("twice ends the command at once, and says how to go on", async () => {
    // from the thread that takes them: both are there before it looks at the first, which would end a worker between the two
    const { output, run, interrupt } = prepare("twice", goodObjects(40, "sleep 20"), {
      ...{ inMain: true, part: "/in/good-", call: 3 },
      signals: ["SIGINT", "SIGTERM"],
    })
    const ended = await interrupt()
    expect(ended).toMatchObject({ code: 130, signal: null, stdout: "" })
    expect(published(output)).toEqual([])
    expect(ended.stderr).toMatch(/^mapfold: ended at once/)
    const [, resume] = /^mapfold: ended at once; .*: {2}(mapfold resume .*)\n$/.exec(ended.stderr)!
    expect((await inShell(resume!)).code).toBe(0)
    expect(summaryOf(await run(["--json"]), "SUCCEEDED").objects.processed).toBe(40)
  })
})
