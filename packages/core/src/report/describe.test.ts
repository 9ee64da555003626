import { describe, expect, it } from "vitest"
import { describeFailure, describeReject } from "./describe.ts"

describe("describeFailure", () => {
  it("says the key once", () => {
    expect(describeFailure({ key: "a.csv", message: "line 1: the header has no column" })).toBe(
      "a.csv line 1: the header has no column",
    )
    expect(describeFailure({ key: "a.csv", message: "s3://in/a.csv cannot be read" })).toBe(
      "s3://in/a.csv cannot be read",
    )
  })
})

describe("describeReject", () => {
  const reject = { key: "a.csv", line: 12, column: "TEMP", value: "abc", message: "is not a number" }

  it("says key, line, column and value", () => {
    expect(describeReject(reject)).toBe('a.csv line 12: TEMP "abc" is not a number')
  })

  it("shows a value's control characters as JSON does", () => {
    expect(describeReject({ ...reject, value: "a\u0000" })).toContain('TEMP "a\\u0000" is not')
  })

  it("speaks of the record where no column is at fault, and of the column where it has no value", () => {
    expect(describeReject({ ...reject, column: null, value: null, message: "has more fields" })).toBe(
      "a.csv line 12: the record has more fields",
    )
    expect(describeReject({ ...reject, value: null, message: "is absent or null" })).toBe(
      "a.csv line 12: TEMP is absent or null",
    )
  })

  it("sets a schema's own message apart", () => {
    expect(describeReject({ ...reject, message: "Too small: expected a longer text" })).toBe(
      'a.csv line 12: TEMP "abc": Too small: expected a longer text',
    )
  })
})
