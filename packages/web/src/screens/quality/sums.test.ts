import { describe, expect, it } from "vitest"
import { drawnShares, sumsOf } from "./sums.ts"

const objects = { listed: 400, processed: 398, skipped: 1, failed: 1 }
const records = { rows: 100, kept: 90, filtered: 8, rejected: 2 }

describe("sumsOf", () => {
  it("adds up what a reconciled report says", () => {
    const [files, rows] = sumsOf({ objects, records })
    expect(files).toMatchObject({ name: "objects", total: 400, difference: 0 })
    expect(rows.parts).toEqual([
      { name: "kept", count: 90 },
      { name: "filtered", count: 8 },
      { name: "rejected", count: 2 },
    ])
  })

  it("says by how much the parts miss the total", () => {
    const [files] = sumsOf({ objects: { ...objects, listed: 410 }, records })
    expect(files.difference).toBe(-10)
  })
})

describe("drawnShares", () => {
  it("lets one in 12,311 be seen, and draws nothing for none", () => {
    const [most, none, one] = drawnShares([12_310, 0, 1])
    expect(none).toBe(0)
    expect(one).toBeGreaterThan(0.005)
    expect(most! + one!).toBeCloseTo(1, 12)
  })

  it("draws nothing of nothing", () => {
    expect(drawnShares([0, 0])).toEqual([0, 0])
  })
})
