import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { labelOffsets } from "./label-offsets.ts"

const heights = fc.array(fc.integer({ min: 0, max: 300 }), { maxLength: 12 })

describe("labelOffsets", () => {
  it("keeps labels apart and in their order", () => {
    fc.assert(
      fc.property(heights, (given) => {
        const offsets = labelOffsets(given, 13)
        const moved = given.map((height, index) => ({ height, at: height + offsets[index]! }))
        const sorted = moved.toSorted((left, right) => left.at - right.at)
        for (const [index, { height, at }] of sorted.entries()) {
          if (index === 0) continue
          expect(at - sorted[index - 1]!.at).toBeGreaterThanOrEqual(13 - 1e-6)
          expect(height).toBeGreaterThanOrEqual(sorted[index - 1]!.height)
        }
      }),
    )
  })

  it("leaves those that are apart where they are, and moves two that meet by half each", () => {
    expect(labelOffsets([100, 10, 50], 13)).toEqual([0, 0, 0])
    expect(labelOffsets([100, 100], 12)).toEqual([-6, 6])
  })
})
