import { describe, expect, it } from "vitest"
import { readBatchesSearch } from "./batches/search.ts"
import { readFailuresSearch } from "./failures/search.ts"
import { readResultSearch } from "./result/search.ts"

describe("what an address chooses", () => {
  it("opens the batch, the state and the table that it names", () => {
    const search = { batch: "child-1", status: "FAILED", view: "table", sort: "duration" }
    expect(readBatchesSearch(search)).toEqual(search)
  })

  it("is as if it were not there where it cannot be used", () => {
    const broken = { batch: "x".repeat(81), status: "BROKEN", view: "<script>", sort: "" }
    expect(Object.values(readBatchesSearch(broken))).toEqual([undefined, undefined, undefined, undefined])
    expect(readFailuresSearch({ kind: "file", name: {}, object: "" })).toEqual({})
    expect(readResultSearch({ unit: "K", order: "up" })).toEqual({})
  })

  it("takes an object's key of 1,000 characters, and a name that looks like a number", () => {
    const key = "k".repeat(1_000)
    expect(readFailuresSearch({ kind: "record", name: "number", object: key }).object).toBe(key)
    expect(readResultSearch({ with: 12 }).with).toBe("12")
  })
})
