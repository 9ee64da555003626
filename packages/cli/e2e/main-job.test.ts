import { readFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { type Ended, mapfold, scratch } from "./command.ts"
import { keysIn, readJson } from "./files.ts"
import { type Answer, answerYear } from "./oracle.ts"

const { path: folder, remove } = scratch()
const input = join(folder, ".mapfold/input")
const output = join(folder, ".mapfold/output")
const RESULTS = "results/gsod-hottest/year=2025"
let ended: Ended
let answer: Answer

beforeAll(async () => {
  ended = await mapfold(["start"], { cwd: folder })
  answer = answerYear(input, 2025)
})
afterAll(remove)

describe("mapfold start", () => {
  it("ends well and says nothing on stderr where that is no terminal", () => {
    expect({ code: ended.code, stderr: ended.stderr }).toEqual({ code: 0, stderr: "" })
  })

  it("makes 1,200 stations and says that they are made", () => {
    expect(keysIn(input)).toHaveLength(1_201)
    expect(readFileSync(join(input, "MADE.txt"), "utf8")).toMatch(/^MADE DATA\. These are not measurements\./)
  })

  it("finds what independent code finds, in every month and field", () => {
    const result = readJson(output, RESULTS, "result.json")
    expect(answer.rows).toHaveLength(12)
    expect(result).toMatchObject({ job: "gsod-hottest", params: { year: 2025 }, complete: true })
    expect(result.rows).toEqual(answer.rows)
  })

  it("writes the same rows as CSV", () => {
    const [header, ...lines] = readFileSync(join(output, RESULTS, "result.csv"), "utf8")
      .trimEnd()
      .split("\n")
    expect(header).toBe("month,days,meanTempF,minTempF,maxTempF,station,date,name,country,latitude,longitude")
    expect(lines).toHaveLength(12)
    for (const [index, { month, days, meanTempF }] of answer.rows.entries()) {
      expect(lines[index]).toContain(`${month},${days},${meanTempF},`)
    }
  })

  it("accounts for every object and record in the report", () => {
    const run = keysIn(output).find((key) => key.endsWith("/report.json"))!
    const { kept, rows } = answer.records
    expect(readJson(output, run)).toMatchObject({
      complete: true,
      objects: { listed: 1_200, processed: 1_200, skipped: 0, failed: 0 },
      records: { rows, kept, filtered: rows - kept, rejected: 0 },
    })
  })

  it("keeps result and report of the run beside what it published", () => {
    const keys = keysIn(output)
    const [, run] = /^runs\/([^/]+)\/report\.json$/.exec(keys.find((key) => key.endsWith("/report.json"))!)!
    for (const name of ["result.json", "result.csv"]) {
      expect(readFileSync(join(output, "runs", run!, name))).toEqual(
        readFileSync(join(output, RESULTS, name)),
      )
    }
    expect(readJson(output, RESULTS, "latest.json")).toMatchObject({ run })
  })

  it("prints the hottest station of each month and where result and report lie", () => {
    for (const { month, station, date } of answer.rows) {
      expect(ended.stdout).toMatch(new RegExp(`^${month} .* ${station}  ${date}`, "m"))
    }
    expect(ended.stdout).toMatch(
      /^month +days +mean temp °F +min temp °F +max temp °F +station +date +name +country +latitude +longitude$/m,
    )
    expect(ended.stdout).toContain(`result  .mapfold/output/${RESULTS}/result.json`)
    expect(ended.stdout).toMatch(
      /^report {2}\.mapfold\/output\/runs\/gsod-hottest-\d{8}T\d{6}-[a-z0-9]{4}\/report\.json$/m,
    )
  })

  it("makes nothing again the second time, and finds the same", async () => {
    const before = readFileSync(join(output, RESULTS, "result.json"))
    const again = await mapfold(["start"], { cwd: folder })
    expect(again).toMatchObject({ code: 0, stderr: "" })
    expect(again.stdout).not.toContain("Making")
    expect(readFileSync(join(output, RESULTS, "result.json"))).toEqual(before)
  })
})
