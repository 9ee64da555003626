import { join } from "node:path"
import { afterAll, describe, expect, it } from "vitest"
import { goodObjects, prepareActing } from "./acting/run-acting.ts"
import { scratch } from "./command.ts"
import { keysIn, readJson, summaryOf } from "./files.ts"

const { path: folder, remove } = scratch()
afterAll(remove)

const batchesIn = (output: string) => keysIn(output).filter((key) => /\/batches\/[0-9a-f]+\.json$/.test(key))

describe("objects that kill their worker", () => {
  const killers = {
    "kill-crash.csv": ["good", "crash"],
    "kill-exit.csv": ["good", "exit"],
    "kill-memory.csv": ["good", "devour"],
  }
  const { output, run } = prepareActing(join(folder, "killers"), { ...goodObjects(20), ...killers })

  it("are failed by the name of their end, and all others of their batch are kept", async () => {
    // Filling a worker's memory takes seconds where the machine has other work: more than enough for that.
    const ended = await run(["--process-timeout", "60", "--tolerate-objects", "3", "--json"])
    expect(ended.code, ended.stderr).toBe(0)
    const summary = summaryOf(ended, "SUCCEEDED")
    expect(summary.objects).toEqual({ listed: 23, processed: 20, skipped: 0, failed: 3 })
    expect(readJson(output, summary.result)).toMatchObject({
      complete: false,
      rows: [{ done: "good", times: 20 }],
    })
    expect(readJson(output, summary.report).failures).toEqual([
      { key: "kill-crash.csv", error: "Runtime.ExitError", message: expect.stringContaining("crashed") },
      {
        key: "kill-exit.csv",
        error: "Runtime.ExitError",
        message: expect.stringContaining("ended its worker"),
      },
      { key: "kill-memory.csv", error: "Runtime.OutOfMemory", message: expect.stringContaining("memory") },
    ])
  })

  it("are failed as timed out where they never end", async () => {
    const objects = { ...goodObjects(5), "kill-loop.csv": ["good", "loop"] }
    const { output, run } = prepareActing(join(folder, "loop"), objects)
    const ended = await run(["--process-timeout", "3", "--tolerate-objects", "1", "--json"])
    expect(ended.code, ended.stderr).toBe(0)
    const summary = summaryOf(ended, "SUCCEEDED")
    expect(summary.objects).toEqual({ listed: 6, processed: 5, skipped: 0, failed: 1 })
    expect(readJson(output, summary.report).failures).toEqual([
      { key: "kill-loop.csv", error: "Sandbox.Timedout", message: expect.stringContaining("longer than") },
    ])
  })

  it("fail the run above tolerance, and are named with the command to run one alone", async () => {
    const { output, run } = prepareActing(join(folder, "killer"), { ...goodObjects(3), "kill.csv": ["exit"] })
    const ended = await run()
    expect(ended).toMatchObject({ code: 1, stdout: "" })
    expect(ended.stderr).toContain("1 of 4 objects failed (tolerated: 0):\n  kill.csv was processed alone, ")
    expect(ended.stderr).toMatch(/--only kill\.csv\n$/)
    expect(keysIn(output).filter((key) => key.startsWith("results/"))).toEqual([])
  })
})

describe("a batch that takes longer than a call may", () => {
  const slow = (count: number) => goodObjects(count, "sleep 250")

  it("is finished by a second call", async () => {
    // At most ten of them in the 3 s of a call, of which it keeps half a second.
    const { output, run } = prepareActing(join(folder, "slow"), slow(12))
    const ended = await run(["--process-timeout", "3", "--json"])
    expect(summaryOf(ended, "SUCCEEDED")).toMatchObject({
      complete: true,
      objects: { processed: 12, failed: 0 },
    })
    expect(batchesIn(output)).toHaveLength(2)
  })

  it("fails what two calls cannot reach, by name, and says what to do", async () => {
    const { output, run } = prepareActing(join(folder, "slower"), slow(30))
    const ended = await run(["--process-timeout", "3", "--concurrency", "1"])
    expect(ended.code).toBe(1)
    expect(ended.stderr).toMatch(
      /^ {2}good-\d\d\.csv was not reached in the time of its batch: .*batchObjects/m,
    )
    expect(batchesIn(output)).toHaveLength(2)
    const report = readJson(output, keysIn(output).find((key) => key.endsWith("/report.json"))!) as {
      objects: { processed: number; failed: number }
      failures: { key: string; error: string }[]
    }
    const { processed, failed } = report.objects
    expect(processed + failed).toBe(30)
    expect(failed).toBeGreaterThanOrEqual(10)
    expect(processed).toBeGreaterThan(2)
    // The last ones, in their order: nothing before them was left out.
    const keys = Object.keys(slow(30))
    expect(report.failures).toEqual(
      keys.slice(processed).map((key) => ({ key, error: "NotReached", message: expect.any(String) })),
    )
  })
})

describe("a record on which the job's own code throws", () => {
  it("fails its object with the lines, the error and its place in the code", async () => {
    const { run } = prepareActing(join(folder, "throws"), {
      "a.csv": ["good"],
      "b.csv": ["good", "throw it is 7"],
    })
    const ended = await run()
    expect(ended.code).toBe(1)
    expect(ended.stderr).toMatch(
      /^ {2}b\.csv a record of lines 2 to 3: the job's own code failed: RangeError: it is 7 \(acting\.fixture\.ts:\d+\)$/m,
    )
    expect(ended.stderr).not.toMatch(/^ +at /m)
  })
})
