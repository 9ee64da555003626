import { describe, expect, test } from "vitest"
import { gsodHottest } from "../jobs/gsod/hottest.ts"
import { prepareRun } from "../prepare/prepare.ts"
import { belowPrefix } from "./below-prefix.ts"

describe("a job below a prefix", () => {
  const job = belowPrefix(gsodHottest, "noaa/gsod/")

  test("is for the keys below it", () => {
    expect(prepareRun([job], { run: "r", request: { year: 2025 } })).toMatchObject({
      prefix: "noaa/gsod/2025/",
    })
    const only = ["noaa/gsod/2025/01001099999.csv"]
    expect(prepareRun([job], { run: "r", request: { year: 2025, only } }).only).toEqual(only)
  })

  test("refuses a chosen key that lies elsewhere", () => {
    const request = { year: 2025, only: ["2025/01001099999.csv"] }
    expect(() => prepareRun([job], { run: "r", request })).toThrow('whose keys begin with "noaa/gsod/2025/"')
  })

  test("has its references there, and is else the same", () => {
    const stations = { key: "stations.csv", format: job.format, record: job.record, build: () => null }
    const below = belowPrefix({ ...gsodHottest, references: { stations } }, "noaa/")
    expect(below.references).toEqual({ stations: { ...stations, key: "noaa/stations.csv" } })
    expect({ ...below, references: {}, input: null }).toEqual({ ...gsodHottest, references: {}, input: null })
    expect(belowPrefix(gsodHottest, "")).toBe(gsodHottest)
  })
})
