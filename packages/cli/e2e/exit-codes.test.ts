import { copyFileSync, existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest"
import { BIN, type Ended, mapfold, run as runFile, scratch } from "./command.ts"
import { keysIn, readJson, summaryOf } from "./files.ts"

const made = scratch()
const input = join(made.path, "in")
let own = scratch()

beforeAll(async () => {
  await mapfold(["sample", "--stations", "60", "--to", input])
  // Its header has none of the columns, so that it fails as an object.
  mkdirSync(join(made.path, "bad/2025"), { recursive: true })
  writeFileSync(join(made.path, "bad/2025/00000000000.csv"), "this,is\nno,station\n")
  const good = readdirSync(join(input, "2025"))[0]!
  copyFileSync(join(input, "2025", good), join(made.path, "bad/2025", good))
})
afterAll(made.remove)
beforeEach(() => {
  own.remove()
  own = scratch()
})
afterEach(() => own.remove())

function run(...flags: string[]): Promise<Ended> {
  const buckets = flags.includes("--input") ? [] : ["--input", input]
  const home = ["--output", join(own.path, "out"), "--dir", join(own.path, "home")]
  return mapfold(["run", "gsod-hottest", "--year", "2025", ...buckets, ...home, ...flags])
}

describe("a run that ends well", () => {
  it("exits 0 with one JSON summary on stdout and nothing on stderr", async () => {
    const ended = await run("--json")
    expect(ended).toMatchObject({ code: 0, stderr: "" })
    const summary = summaryOf(ended, "SUCCEEDED")
    expect(summary).toMatchObject({
      job: "gsod-hottest",
      params: { year: 2025 },
      complete: true,
      published: true,
    })
    expect(summary.objects).toEqual({ listed: 60, processed: 60, skipped: 0, failed: 0 })
    expect(existsSync(join(summary.output, summary.result))).toBe(true)
    expect(existsSync(join(summary.output, summary.report))).toBe(true)
  })

  it("writes into the input bucket nothing at all", async () => {
    const before = keysIn(input)
    await run()
    expect(keysIn(input)).toEqual(before)
  })
})

describe("a run over an object that cannot be processed", () => {
  const bad = join(made.path, "bad")

  it("exits 1, names it, publishes nothing and still reports", async () => {
    const ended = await run("--input", bad)
    expect(ended).toMatchObject({ code: 1, stdout: "" })
    expect(ended.stderr).toContain("ToleranceExceeded")
    expect(ended.stderr).toContain("2025/00000000000.csv")
    expect(ended.stderr).not.toMatch(/^ +at /m)
    expect(keysIn(join(own.path, "out")).filter((key) => key.startsWith("results/"))).toEqual([])
    const report = keysIn(join(own.path, "out")).find((key) => key.endsWith("/report.json"))!
    expect(readJson(own.path, "out", report)).toMatchObject({
      complete: false,
      objects: { listed: 2, failed: 1 },
    })
    expect(ended.stderr).toContain(report)
  })

  it("says the same in --json, on stdout alone", async () => {
    const ended = await run("--input", bad, "--json")
    expect(ended.code).toBe(1)
    expect(summaryOf(ended, "FAILED")).toMatchObject({ error: "ToleranceExceeded" })
    expect(summaryOf(ended, "FAILED").message).toContain("2025/00000000000.csv")
  })

  it("exits 0 where that is tolerated, and says on stderr that the result is incomplete", async () => {
    const ended = await run("--input", bad, "--tolerate-objects", "1", "--json")
    expect(ended.code).toBe(0)
    expect(summaryOf(ended, "SUCCEEDED").complete).toBe(false)
    expect(ended.stderr).toContain(
      "the result is incomplete, as was tolerated\n1 of 2 objects failed (tolerated: 1):\n",
    )
    expect((await run("--input", bad, "--tolerate-objects", "50%")).code).toBe(0)
    expect((await run("--input", bad, "--tolerate-objects", "49%")).code).toBe(1)
  })
})

describe("a run that finds nothing", () => {
  it.each([
    ["an empty bucket", () => mkdirSync(join(own.path, "empty"))],
    ["a bucket of other years", () => mkdirSync(join(own.path, "empty/2024"), { recursive: true })],
  ])("exits 1 for %s and says what it looked for", async (_, make) => {
    make()
    const ended = await run("--input", join(own.path, "empty"))
    expect(ended).toMatchObject({ code: 1, stdout: "" })
    expect(ended.stderr).toContain("NoObjects")
    expect(ended.stderr).toContain(`${own.path}/empty/2025/`)
  })
})

describe("--only", () => {
  it("exits 1 where the object is not there, and 2 where the job can have no such object", async () => {
    const gone = await run("--only", "2025/gone.csv")
    expect(gone).toMatchObject({ code: 1, stdout: "" })
    expect(gone.stderr).toContain(`"only" names what is not in folder ${input}: "2025/gone.csv"`)
    const other = await run("--only", "2024/other.csv")
    expect(other).toMatchObject({ code: 2, stdout: "" })
    expect(other.stderr).toContain('whose keys begin with "2025/" and end in ".csv": "2024/other.csv"')
  })
})

describe("a command line that is wrong", () => {
  it.each([
    [["run", "gsod-hottest"], "a flag is missing: --year <integer>, the year"],
    [["run", "gsod-hottest", "--yeer", "2023"], "there is no flag --yeer; did you mean --year?"],
    [["run", "gsod-hottest", "--year", "2025", "--inptu", "x"], "--input --output --dir --only"],
    [
      ["run", "gsod-hottest", "--year", "abc"],
      '--year is "abc": it must be a whole number, for example 2025',
    ],
    [["run", "gsod-hottest", "--year", "2025.5"], '--year is "2025.5": it must be a whole number'],
    [["run", "gsod-hottest", "--year", "1e3"], '--year is "1e3": it must be a whole number'],
    [["run", "gsod-hottest", "--year", ""], '--year is "": it must be a whole number'],
    [["run", "gsod-hottest", "--year"], "--year needs a value: --year <integer>"],
    [["run", "gsod-hottest", "--year", "12"], '"year" is 12'],
    [["run", "gsod-hottest", "--year", "20250"], '"year" is 20250: Too big: expected number to be <=2100'],
    [["run", "gsod-hottest", "--year", "2025", "--batch-objects", "0"], "a whole number from 1 on"],
    [["run", "gsod-hottest", "--year", "2025", "--batch-objects", "-1"], '--batch-objects is "-1"'],
    [["run", "gsod-hottest", "--year", "2025", "--concurrency", "0"], '--concurrency is "0"'],
    [["run", "gsod-hottest", "--year", "2025", "--process-timeout", "121"], "seconds from 1 to 120"],
    [
      ["run", "gsod-hottest", "--year", "2025", "--batch-input-bytes", "262145"],
      '"settings.batchInputBytes" is 262145',
    ],
    [["run", "gsod-hottest", "--year", "2025", "--tolerate-objects", "5x"], '--tolerate-objects is "5x"'],
    [["run", "gsod-hottest", "--year", "2025", "--tolerate-objects", "101%"], "percentage from 0 to 100"],
    [["run", "gsod-hottest", "--year", "2025", "--only"], "--only needs a value: --only <key>"],
    [["run", "gsod-hottest", "--year", "2025", "--only", ""], '--only is "": it must be an object\'s key'],
    [["run", "gsod-hottest", "--year", "2025", "--input", "gone"], "--input: there is no folder"],
    [["run", "gsod-hotest", "--year", "2025"], 'there is no job "gsod-hotest". Jobs: gsod-hottest'],
    [["run"], "name a job. Jobs: gsod-hottest"],
    [
      ["runn"],
      'there is no command "runn"; did you mean one of run, runs? Commands: start, run, jobs, sample',
    ],
    [["run", "gsod-hottest", "--year", "2025", "--year", "2024"], "--year is given twice"],
    [["run", "gsod-hottest", "--year", "2025", "--output", "a", "--output=b"], "--output is given twice"],
    [
      ["run", "gsod-hottest", "--year", "2025", "--output", ""],
      '--output is "": it needs a value: --output <place>',
    ],
    [["start", "--dir", ""], '--dir is "": it needs a value: --dir <folder>'],
    [["sample", "--to", ""], '--to is "": it needs a value: --to <folder>'],
    [["sample", "--to", BIN], `--to: ${BIN} cannot be written: it is a file`],
    [["start", "--dir", BIN], `--dir: ${BIN}/input cannot be written`],
    [["prune"], "a flag is missing: --older-than <age>"],
    [["sample", "no-job"], "no-job"],
    [["sample", "--year", "1800"], "1800"],
  ])("exits 2 for %j and says what there is", async (args, message) => {
    const ended = await mapfold(args, { cwd: own.path })
    expect(ended).toMatchObject({ code: 2, stdout: "" })
    expect(ended.stderr).toContain(message)
    expect(ended.stderr).not.toMatch(/^ +at /m)
    expect(readdirSync(own.path)).toEqual([])
  })

  it("says so as JSON too", async () => {
    const ended = await run("--json", "--input", join(own.path, "gone"))
    expect(ended.code).toBe(2)
    expect(summaryOf(ended, "REFUSED")).toMatchObject({ error: "UsageError" })
  })

  it("takes --only as often as it is given", async () => {
    const [first = "", second = ""] = readdirSync(join(input, "2025")).map((file) => `2025/${file}`)
    const ended = await run("--only", first, "--only", second, "--json")
    expect(summaryOf(ended, "SUCCEEDED").objects.listed).toBe(2)
  })

  it("refuses an output that is a file", async () => {
    writeFileSync(join(own.path, "file"), "")
    const args = ["--input", input, "--output", join(own.path, "file"), "--dir", join(own.path, "home")]
    const ended = await mapfold(["run", "gsod-hottest", "--year", "2025", ...args])
    expect(ended.code).toBe(2)
    expect(ended.stderr).toContain(`--output: ${own.path}/file cannot be written`)
  })

  it("shows a stack trace where --debug asks for one", async () => {
    expect((await run("--input", join(own.path, "gone"), "--debug")).stderr).toMatch(/^ +at /m)
  })

  it("does not write made data beside files that are there", async () => {
    const ended = await mapfold(["sample", "--to", input])
    expect(ended).toMatchObject({ code: 2, stdout: "" })
    expect(ended.stderr).toContain(`${input}/2025 holds files already`)
  })
})

describe("an output that cannot be written", () => {
  it("exits 1 and says so, without a stack trace", async () => {
    const ended = await runFile("bash", ["-c", `'${process.execPath}' '${BIN}' jobs > /dev/full`])
    expect(ended).toMatchObject({
      code: 1,
      stderr: "mapfold: stdout cannot be written: ENOSPC: no space left on device, write\n",
    })
  })
})
