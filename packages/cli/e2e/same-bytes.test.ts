import { readFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { mapfold, scratch } from "./command.ts"
import { keysIn, summaryOf } from "./files.ts"
import { answerYear } from "./oracle.ts"

const { path: folder, remove } = scratch()
const input = join(folder, "in")

beforeAll(async () => {
  await mapfold(["sample", "--stations", "300", "--to", input])
})
afterAll(remove)

/** Runs into an output bucket of its own and answers the bytes of both result files. */
async function resultOf(
  name: string,
  ...flags: string[]
): Promise<{ files: Record<string, string>; batches: number }> {
  const output = join(folder, name)
  const buckets = ["--input", input, "--output", output, "--dir", join(folder, `${name}-home`)]
  const ended = await mapfold(["run", "gsod-hottest", "--year", "2025", ...buckets, "--json", ...flags])
  const { result } = summaryOf(ended, "SUCCEEDED")
  const files = [result, result.replace(/json$/, "csv")].map((key) => [
    key,
    readFileSync(join(output, key), "latin1"),
  ])
  const batches = keysIn(output).filter((key) => /\/batches\/[0-9a-f]+\.json$/.test(key)).length
  return { files: Object.fromEntries(files), batches }
}

describe("the result's bytes", () => {
  it("are the same for every way to hand the objects out", async () => {
    const base = await resultOf("base")
    const ways = {
      one: { flags: ["--batch-objects", "1"], batches: 300 },
      seven: { flags: ["--batch-objects", "7"], batches: 43 },
      fiveHundred: { flags: ["--batch-objects", "500"], batches: 1 },
      full: { flags: ["--batch-objects", "100000", "--batch-input-bytes", "262144"], batches: 1 },
      small: { flags: ["--batch-input-bytes", "1000"], batches: null },
      alone: { flags: ["--batch-objects", "7", "--concurrency", "1"], batches: 43 },
    }
    expect(JSON.parse(Object.values(base.files)[0]!).rows).toEqual(answerYear(input, 2025).rows)
    for (const [name, { flags, batches }] of Object.entries(ways)) {
      const other = await resultOf(name, ...flags)
      expect(other.files, name).toEqual(base.files)
      if (batches !== null) expect(other.batches, name).toBe(batches)
      else expect(other.batches, name).toBeGreaterThan(30)
    }
  })
})

describe("--only", () => {
  it("processes the objects named, in any order, and no other", async () => {
    const [first, , third] = keysIn(input).filter((key) => key.endsWith(".csv"))
    const one = await resultOf("only", "--only", first!, "--only", third!)
    const other = await resultOf("only-other", "--only", third!, "--only", first!, "--batch-objects", "1")
    expect(other.files).toEqual(one.files)
    expect(JSON.parse(Object.values(one.files)[0]!).rows).toEqual(
      answerYear(input, 2025, [first!, third!]).rows,
    )
  })
})
