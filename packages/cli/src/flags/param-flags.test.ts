import { Command } from "commander"
import { describe, expect, it } from "vitest"
import * as z from "zod"
import { paramFlags, readParams } from "./param-flags.ts"

const params = z.strictObject({
  year: z.int().min(1929).max(9999).describe("the year"),
  perStation: z.boolean().default(false),
  threshold: z.number().optional(),
  unit: z.enum(["F", "C"]).default("F"),
})

function parse(...args: string[]): Record<string, unknown> {
  const flags = paramFlags(params)
  const command = new Command("run").exitOverride().configureOutput({ outputError: () => {} })
  for (const { option } of flags) command.addOption(option)
  command.parse(args, { from: "user" })
  return readParams(flags, command.opts())
}

describe("paramFlags", () => {
  it("makes a flag of each param, typed as its schema is", () => {
    expect(parse("--year", "2025", "--per-station", "true", "--threshold", "-1.5", "--unit", "C")).toEqual({
      year: 2025,
      perStation: true,
      threshold: -1.5,
      unit: "C",
    })
  })

  it("leaves out what is not given", () => {
    expect(parse("--year", "2025")).toEqual({ year: 2025 })
  })

  it("describes range, choices, default and need", () => {
    const described = paramFlags(params).map(({ option }) => [option.flags, option.description])
    expect(described).toEqual([
      ["--year <integer>", "the year (1929 to 9999; required)"],
      ["--per-station <boolean>", "a param of the job (default false)"],
      ["--threshold <number>", "a param of the job"],
      ["--unit <string>", 'a param of the job (F, C; default "F")'],
    ])
  })

  it("names a text by its format, and shows no bounds where there are none", () => {
    const others = z.object({ day: z.iso.date(), seed: z.int().default(1), note: z.string() })
    expect(paramFlags(others).map(({ option }) => `${option.flags}: ${option.description}`)).toEqual([
      "--day <date>: a param of the job (required)",
      "--seed <integer>: a param of the job (default 1)",
      "--note <string>: a param of the job (required)",
    ])
  })

  it.each([
    ["--year", "abc", "whole number"],
    ["--year", "2025.5", "whole number"],
    ["--year", "", "whole number"],
    ["--year", "0x7e9", "whole number"],
    ["--threshold", "1e3", "a number"],
    ["--per-station", "yes", '"true" or "false"'],
  ])("refuses %s %s", (flag, value, advice) => {
    expect(() => parse("--year", "2025", flag, value)).toThrow(`option '${flag} <`)
    expect(() => parse("--year", "2025", flag, value)).toThrow(advice)
  })

  it("asks for what is required", () => {
    expect(() => parse()).toThrow("a flag is missing: --year <integer>, the year (1929 to 9999")
  })
})
