import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { type Ended, mapfold, scratch } from "./command.ts"
import { keysIn, readJson, summaryOf } from "./files.ts"
import { answerDay } from "./web-logs-oracle.ts"

const DAY = "2025-06-07"
const RESULT = `results/web-logs/day=${DAY}/result.json`
const { path: folder, remove } = scratch()
const input = join(folder, "in")
let keys: string[]

beforeAll(async () => {
  const flags = ["--day", DAY, "--files", "7", "--requests", "3000", "--seed", "5"]
  const made = await mapfold(["sample", "web-logs", ...flags, "--to", input])
  expect(made).toMatchObject({ code: 0, stderr: "" })
  expect(made.stdout).toMatch(
    /^Made 7 log files \(.* MB\) in .*\/in\/logs\/2025-06-07; logs\/MADE\.txt says more/,
  )
  keys = keysIn(input).filter((key) => key.endsWith(".jsonl.gz"))
})
afterAll(remove)

/** Runs into an output bucket of its own. */
async function run(name: string, ...flags: string[]): Promise<{ ended: Ended; output: string }> {
  const output = join(folder, name)
  const bucket = flags.includes("--input") ? [] : ["--input", input]
  const folders = [...bucket, "--output", output, "--dir", join(folder, `${name}-home`)]
  return { output, ended: await mapfold(["run", "web-logs", "--day", DAY, ...folders, "--json", ...flags]) }
}

function bytesOf(output: string): string[] {
  return [RESULT, RESULT.replace(/json$/, "csv")].map((key) => readFileSync(join(output, key), "latin1"))
}

describe("mapfold sample web-logs", () => {
  it("writes gzipped logs, the table of services, and a note", () => {
    const names = Array.from({ length: 7 }, (_, number) => `logs/${DAY}/made-000${number}.jsonl.gz`)
    expect(keysIn(input)).toEqual([...names, "logs/MADE.txt", "reference/services.csv"].sort())
    expect(readFileSync(join(input, "logs/MADE.txt"), "utf8")).toMatch(/^MADE DATA\. /)
  })

  it("writes the same bytes again, with no time and no system in their headers", async () => {
    const again = join(folder, "again")
    await mapfold([
      "sample",
      "web-logs",
      "--day",
      DAY,
      "--files",
      "2",
      "--requests",
      "3000",
      "--seed",
      "5",
      "--to",
      again,
    ])
    for (const key of keys.slice(0, 2)) {
      const bytes = readFileSync(join(again, key))
      expect(bytes.equals(readFileSync(join(input, key)))).toBe(true)
      expect([...bytes.subarray(3, 10)]).toEqual([0, 0, 0, 0, 0, bytes[8], 255])
    }
  })

  it("adds another day beside it, and touches no table of services that is another", async () => {
    const other = join(folder, "other")
    const sample = (day: string) =>
      mapfold(["sample", "web-logs", "--day", day, "--files", "1", "--requests", "10", "--to", other])
    expect((await sample("2025-01-01")).code).toBe(0)
    expect((await sample("2025-01-02")).code).toBe(0)
    expect((await sample("2025-01-02")).stderr).toContain(`${other}/logs/2025-01-02 holds files already`)
    writeFileSync(join(other, "reference/services.csv"), "prefix,service\n/,mine\n")
    const refused = await sample("2025-01-03")
    expect(refused).toMatchObject({ code: 2, stdout: "" })
    expect(refused.stderr).toContain(`${other}/reference/services.csv is there already and is another`)
    expect(keysIn(other).filter((key) => key.includes("2025-01-03") || key.includes(".making"))).toEqual([])
    expect(readFileSync(join(other, "reference/services.csv"), "utf8")).toBe("prefix,service\n/,mine\n")
  })
})

describe("mapfold run web-logs", () => {
  it("finds what independent code finds, in every row and field, and accounts for every record", async () => {
    const { ended, output } = await run("all")
    const answer = answerDay(input, DAY, keys)
    expect(ended).toMatchObject({ code: 0, stderr: "" })
    expect(answer.rows).toHaveLength(24 * 7)
    const result = readJson(output, RESULT)
    expect(result).toMatchObject({ job: "web-logs", params: { day: DAY }, complete: true })
    expect(result.rows).toEqual(answer.rows)
    const { rows, kept } = answer.records
    expect(kept).toBeLessThan(rows)
    expect(summaryOf(ended, "SUCCEEDED")).toMatchObject({
      objects: { listed: 7, processed: 7, skipped: 0, failed: 0 },
      records: { rows, kept, filtered: rows - kept, rejected: 0 },
    })
  })

  it("writes the same bytes for every way to hand the objects out", async () => {
    const { output } = await run("base")
    for (const [index, flags] of [
      ["--batch-objects", "1"],
      ["--batch-objects", "500", "--concurrency", "1"],
      ["--batch-objects", "3", "--concurrency", "1"],
    ].entries()) {
      const other = await run(`way-${index}`, ...flags)
      expect(bytesOf(other.output)).toEqual(bytesOf(output))
    }
  })

  it("processes what --only names, and no other", async () => {
    const chosen = [keys[5]!, keys[2]!]
    const { ended, output } = await run("only", ...chosen.flatMap((key) => ["--only", key]))
    const answer = answerDay(input, DAY, chosen)
    expect(summaryOf(ended, "SUCCEEDED").records).toMatchObject(answer.records)
    expect(readJson(output, RESULT).rows).toEqual(answer.rows)
  })

  it("does not start without its table of services", async () => {
    const bare = join(folder, "bare")
    await mapfold(["sample", "web-logs", "--day", DAY, "--files", "1", "--requests", "10", "--to", bare])
    for (const [text, message] of [
      ["prefix,owner\n/,me\n", 'the header has no column "service"'],
      ["prefix,service\n/,shop\nsearch,search\n", 'line 3: prefix "search" does not begin with /'],
      ["prefix,service\n/,shop\n/,search\n", 'has prefix "/" twice, for shop and for search'],
    ]) {
      writeFileSync(join(bare, "reference/services.csv"), text!)
      const { ended, output } = await run("bare-out", "--input", bare)
      expect(ended.code).toBe(1)
      expect(ended.stderr).toContain("reference/services.csv")
      expect(ended.stderr).toContain(message)
      expect(keysIn(output).filter((key) => key.startsWith("results/"))).toEqual([])
    }
  })
})
