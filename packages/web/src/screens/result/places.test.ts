import { describe, expect, it } from "vitest"
import { placesOf } from "./places.ts"

const columns = ["month", "latitude", "longitude"]

describe("placesOf", () => {
  it("puts rows of one place together", () => {
    const rows = [
      { month: "2025-01", latitude: 29.2, longitude: 47.9 },
      { month: "2025-02", latitude: -31.5, longitude: 121.4 },
      { month: "2025-03", latitude: 29.2, longitude: 47.9 },
    ]
    expect(placesOf(columns, rows)?.map(({ latitude, rows }) => [latitude, rows.length])).toEqual([
      [29.2, 2],
      [-31.5, 1],
    ])
  })

  it("leaves out rows that are nowhere on Earth", () => {
    const rows = [
      { latitude: null, longitude: 5 },
      { latitude: 99, longitude: 5 },
    ]
    expect(placesOf(columns, rows)).toEqual([])
  })

  it("knows of none where a result has no positions", () => {
    expect(placesOf(["month"], [{ month: "2025-01" }])).toBeNull()
  })
})
