import { describe, expect, it } from "vitest"
import { labelSides } from "./label-sides.ts"

const kuwait = { latitude: 29.2, longitude: 47.9 }

describe("labelSides", () => {
  it("puts the number of a place that is alone above it", () => {
    expect(labelSides([kuwait, { latitude: -31, longitude: 121 }])).toEqual(["above", "above"])
  })

  it("puts those of places near each other on different sides", () => {
    const near = [0, 1, 2, 3].map((step) => ({ ...kuwait, longitude: 47 + step }))
    expect(new Set(labelSides(near)).size).toBe(4)
  })

  it("begins again where there are more than sides", () => {
    expect(labelSides(Array.from({ length: 5 }, () => kuwait))[4]).toBe("above")
  })
})
