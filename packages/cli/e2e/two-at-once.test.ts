import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { mapfold, scratch } from "./command.ts"
import { readJson, summaryOf } from "./files.ts"

const { path: folder, remove } = scratch()
const input = join(folder, "in")
const home = ["--dir", join(folder, "home")]

beforeAll(async () => {
  await mapfold(["sample", "--stations", "200", "--to", input])
})
afterAll(remove)

describe("two runs at once in one home", () => {
  it("disturb each other in nothing", async () => {
    const run = (output: string, batch: string) => {
      const folders = ["--input", input, "--output", join(folder, output), ...home]
      return mapfold([
        "run",
        "gsod-hottest",
        "--year",
        "2025",
        ...folders,
        "--batch-objects",
        batch,
        "--json",
      ])
    }
    const all = await Promise.all([run("a", "1"), run("b", "3"), run("c", "1")])
    const summaries = all.map((ended) => summaryOf(ended, "SUCCEEDED"))
    for (const { objects } of summaries) expect(objects).toMatchObject({ listed: 200, processed: 200 })
    const [a, b, c] = ["a", "b", "c"].map((output) =>
      readJson(folder, output, "results/gsod-hottest/year=2025/result.json"),
    )
    expect(b).toStrictEqual(a)
    expect(c).toStrictEqual(a)
    const listed = JSON.parse((await mapfold(["runs", ...home, "--json"])).stdout) as { run: string }[]
    expect(listed.map(({ run: name }) => name).sort()).toStrictEqual(
      summaries.map(({ run: name }) => name).sort(),
    )
    expect(listed).toMatchObject([{ status: "SUCCEEDED" }, { status: "SUCCEEDED" }, { status: "SUCCEEDED" }])
    expect((await mapfold(["resume", ...home])).stdout).toContain("Nothing was cut off")
  })
})
