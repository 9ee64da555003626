import { describe, expect, it } from "vitest"
import { type Progress, progressLine } from "./progress-line.ts"

const mapping: Progress = {
  phase: "mapping",
  objectsListed: 1200,
  objectsDone: 300,
  rows: 105_000,
  bytes: 24_000_000,
}

describe("progressLine", () => {
  it("says objects, rows, megabytes a second and the time left", () => {
    expect(progressLine(mapping, 500, 80)).toBe(
      "mapping   300 of 1,200 objects · 105,000 rows · 48.0 MB/s · 1.5 s left",
    )
  })

  it("says no rate before there is one", () => {
    expect(progressLine(mapping, 100, 80)).toBe("mapping   300 of 1,200 objects · 105,000 rows")
  })

  it("says no time left before an object is done", () => {
    expect(progressLine({ ...mapping, objectsDone: 0 }, 500, 80)).not.toContain("left")
  })

  it("marks what is estimated, and leaves out what is not known yet", () => {
    expect(progressLine({ ...mapping, isEstimated: true }, 500, 80)).toBe(
      "mapping   300 of 1,200 objects · ~105,000 rows · ~48.0 MB/s · 1.5 s left",
    )
    expect(progressLine({ ...mapping, rows: null, bytes: null, isEstimated: true }, 500, 80)).toBe(
      "mapping   300 of 1,200 objects · 1.5 s left",
    )
  })

  it("counts what is listed", () => {
    expect(progressLine({ ...mapping, phase: "listing" }, 500, 80)).toBe("listing   1,200 objects")
  })

  it("says no time left while it reduces", () => {
    expect(progressLine({ ...mapping, phase: "reducing" }, 500, 80)).toBe(
      "reducing  300 of 1,200 objects · 105,000 rows · 48.0 MB/s",
    )
  })

  it.each([
    [71, "mapping   300 of 1,200 objects · 105,000 rows · 48.0 MB/s · 1.5 s left"],
    [70, "mapping   300 of 1,200 objects · 105,000 rows · 1.5 s left"],
    [58, "mapping   300 of 1,200 objects · 1.5 s left"],
    [43, "mapping   300 of 1,200 objects"],
    [20, "mapping   300 of 1,"],
    [1, ""],
  ])("leaves out what does not fit into %i columns", (columns, line) => {
    expect(progressLine(mapping, 500, columns)).toBe(line)
  })

  it("is always shorter than the terminal is wide", () => {
    for (const phase of ["listing", "mapping", "reducing"] as const) {
      for (let columns = 1; columns < 100; columns++)
        expect(progressLine({ ...mapping, phase }, 500, columns).length).toBeLessThan(Math.max(columns, 1))
    }
  })
})
