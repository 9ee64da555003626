import { describe, expect, it } from "vitest"
import { parseCount, parseHome, parseSeconds, parseTolerance, parseWhole } from "./values.ts"

describe("values of flags", () => {
  it("takes whole numbers", () => {
    expect([parseCount("500"), parseWhole("0"), parseTolerance("5"), parseTolerance("2.5%")]).toEqual([
      500,
      0,
      5,
      "2.5%",
    ])
  })

  it.each(["0", "-1", "1.5", "1e3", "0x10", " 5", "", "abc", "99999999999"])(
    "refuses %j as a count",
    (text) => {
      expect(() => parseCount(text)).toThrow("whole number")
    },
  )

  it.each(["0", "-1", "121", "1.5", "", "1s"])("refuses %j as seconds of 120", (text) => {
    expect(() => parseSeconds(text, 120)).toThrow("whole number of seconds from 1 to 120")
  })

  it("takes seconds up to the most", () => {
    expect([parseSeconds("1", 120), parseSeconds("120", 120)]).toEqual([1, 120])
  })

  it.each(["101%", "-1", "1.5", "%", "5 %", "100.1%", ""])("refuses %j as a tolerance", (text) => {
    expect(() => parseTolerance(text)).toThrow("whole number (5) or a percentage")
  })

  it("takes a folder for a home, there or not, and no file", () => {
    const here = import.meta.dirname
    expect([parseHome(here), parseHome(`${here}/none`)]).toEqual([here, `${here}/none`])
    expect(() => parseHome(import.meta.filename)).toThrow("it is a file; name the folder")
    expect(() => parseHome("")).toThrow("it must be a folder")
  })
})
