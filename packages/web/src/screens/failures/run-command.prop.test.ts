import { execFileSync } from "node:child_process"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { commandOf } from "./run-command.ts"
import { quoteForShell } from "./shell-words.ts"

const run = {
  ...{ job: "gsod-hottest", params: { year: 2025 }, key: "2025/01001099999.csv" },
  ...{ input: "/data/in", jobFile: null },
}

describe("commandOf", () => {
  it("names the job, its params and the object", () => {
    expect(commandOf(run)).toBe(
      "npx mapfold run gsod-hottest --year 2025 --only=2025/01001099999.csv --input /data/in",
    )
  })

  it("names a key as it is below the prefix that the command reads", () => {
    const command = commandOf({ ...run, key: "raw/2025/a.csv", input: "s3://noaa-gsod-pds/raw/" })
    expect(command).toMatch(/ --only=2025\/a.csv --input s3:\/\/noaa-gsod-pds\/raw\/$/)
    const whole = commandOf({ ...run, input: "s3://noaa-gsod-pds/" })
    expect(whole).toContain("--only=2025/01001099999.csv --input s3://noaa-gsod-pds/")
  })

  it("spells a param as its flag", () => {
    const command = commandOf({ ...run, params: { perStation: true, note: "it's" } })
    expect(command).toContain("--per-station true --note 'it'\\''s'")
  })

  it("names the module of the job where it is not Mapfold's own", () => {
    expect(commandOf({ ...run, jobFile: "/my jobs/all.ts" })).toMatch(/ --jobs '\/my jobs\/all.ts'$/)
  })

  it("ties a value to its flag that would be taken for another", () => {
    expect(commandOf({ ...run, params: { note: "--json", least: -5, none: "" } })).toContain(
      "--note=--json --least=-5 --none '' --only",
    )
  })

  it("shows no character that turns text around", () => {
    expect(commandOf({ ...run, key: "a\u202eb\nc" })).toContain("$'--only=a\\342\\200\\256b\\012c'")
  })
})

describe("quoteForShell", () => {
  it("is read by a shell as the words that it was made of", () => {
    const word = fc
      .string({ unit: "binary", minLength: 1 })
      .map((text) => text.toWellFormed().replaceAll("\0", ""))
    const words = fc.array(fc.oneof(word, fc.constantFrom("'", "\u202e1", "a b", "$(x)", "\u00857", "\n")))
    fc.assert(
      fc.property(words, (given) => {
        const kept = given.filter((text) => text !== "")
        const script = `printf '%s\\0' ${quoteForShell(kept)}`
        const read = execFileSync("bash", ["--norc", "-c", script], {
          encoding: "utf8",
          env: { LC_ALL: "C.UTF-8" },
        })
        expect(kept.length === 0 ? [] : read.split("\0").slice(0, -1)).toEqual(kept)
      }),
      { numRuns: 20 },
    )
  })
})
