import { describe, expect, it } from "vitest"
import { labelSides } from "./label-sides.ts"

const kuwait = { latitude: 29.2, longitude: 47.9 }

describe("labelSides", () => {
  it("puts the number of a place that is alone above it", () => {
    expect(labelSides([kuwait, { latitude: -31, longitude: 121 }])).toEqual(["above", "above"])
  })

  it("puts the numbers of two places near each other away from one another", () => {
    const south = { ...kuwait, latitude: 21 }
    expect(labelSides([south, kuwait])).toEqual(["below", "above"])
    const east = { ...kuwait, longitude: 57 }
    expect(labelSides([kuwait, east])).toEqual(["before", "after"])
  })

  it("puts those of one place on different sides, and begins again where there are more than sides", () => {
    const sides = labelSides(Array.from({ length: 5 }, () => kuwait))
    expect(new Set(sides.slice(0, 4)).size).toBe(4)
    expect(sides[4]).toBe("above")
  })
})
