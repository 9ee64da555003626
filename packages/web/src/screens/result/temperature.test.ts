import { describe, expect, it } from "vitest"
import { differenceInUnit, inUnit, isFahrenheit } from "./temperature.ts"

describe("temperatures", () => {
  it("are known by the names of their columns", () => {
    const names = ["meanTempF", "tempF", "maxTemperatureF", "days", "templateOf", "attemptOf", "PDF"]
    expect(names.filter(isFahrenheit)).toEqual(["meanTempF", "tempF", "maxTemperatureF"])
  })

  it("are shown in °C where that is wanted, and stay as they are where not", () => {
    expect(inUnit("maxTempF", 212, "C")).toBe(100)
    expect(inUnit("maxTempF", 212, "F")).toBe(212)
    expect(inUnit("maxTempF", null, "C")).toBeNull()
    expect(inUnit("days", 212, "C")).toBe(212)
  })

  it("differ by fewer degrees in °C, without an offset", () => {
    expect(differenceInUnit("maxTempF", 9, "C")).toBe(5)
    expect(differenceInUnit("maxTempF", 9, "F")).toBe(9)
  })
})
