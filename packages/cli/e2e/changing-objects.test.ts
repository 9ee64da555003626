import { join } from "node:path"
import { afterAll, describe, expect, it } from "vitest"
import { prepareActing } from "./acting/run-acting.ts"
import { scratch } from "./command.ts"
import { keysIn, readJson, summaryOf } from "./files.ts"

const { path: folder, remove } = scratch()
afterAll(remove)

/** One after another, in the order of their keys: the first can change what was listed and has not been read. */
const IN_TURN = ["--batch-objects", "1", "--concurrency", "1"]

describe("an object that is not what was listed any more", () => {
  const bucket = join(folder, "changing")
  const at = (key: string) => join(bucket, "in", key)
  const acts = {
    "1-acts.csv": [
      `remove ${at("2-gone.csv")}`,
      `append ${at("3-longer.csv")}`,
      `replace ${at("4-other.csv")}`,
    ],
    "2-gone.csv": ["good"],
    "3-longer.csv": ["good"],
    "4-other.csv": ["good"],
    // Changes when its first block is processed, and most of it has not been read.
    "5-while-read.csv": [`append ${at("5-while-read.csv")}`, ...Array<string>(500_000).fill("good")],
    "6-good.csv": ["good"],
  }

  it("is failed, whether it is gone, changed or changes while it is read; the others are kept", async () => {
    const { output, run } = prepareActing(bucket, acts)
    const ended = await run([...IN_TURN, "--tolerate-objects", "4", "--json"])
    expect(ended.code, ended.stderr).toBe(0)
    const summary = summaryOf(ended, "SUCCEEDED")
    const failures = readJson(output, summary.report).failures as {
      key: string
      error: string
      message: string
    }[]
    expect(failures.map(({ key, error }) => [key, error])).toEqual([
      ["2-gone.csv", "ObjectNotFound"],
      ["3-longer.csv", "ObjectChanged"],
      ["4-other.csv", "ObjectChanged"],
      ["5-while-read.csv", "ObjectChanged"],
    ])
    expect(failures[0]!.message).toContain("2-gone.csv is not there (any more)")
    expect(failures[1]!.message).toMatch(
      /3-longer\.csv changed since it was listed: its ETag was "10-\d+" and is "15-/,
    )
    expect(readJson(output, summary.result).rows).toEqual([
      { done: "append", times: 1 },
      { done: "good", times: 1 },
      { done: "remove", times: 1 },
      { done: "replace", times: 1 },
    ])
  })

  it("fails the run where that is not tolerated, and says what happened", async () => {
    const gone = join(folder, "gone")
    const { output, run } = prepareActing(gone, {
      "1.csv": [`remove ${join(gone, "in/2.csv")}`],
      "2.csv": ["good"],
    })
    const ended = await run(IN_TURN)
    expect(ended).toMatchObject({ code: 1, stdout: "" })
    expect(ended.stderr).toContain(`  ${join(gone, "in/2.csv")} is not there (any more)\n`)
    expect(keysIn(output).filter((key) => key.startsWith("results/"))).toEqual([])
  })
})
