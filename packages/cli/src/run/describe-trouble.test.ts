import { describe, expect, it } from "vitest"
import { describeTrouble } from "./describe-trouble.ts"
import { NO_TROUBLE } from "./trouble.ts"

const tolerated = { objects: "5%", records: "0" }
const failure = { key: "a.csv", error: "EmptyObject", message: "is empty" }
const reject = {
  key: "b.csv",
  line: 12,
  column: "TEMP",
  rule: "number",
  value: "abc",
  message: "is not a number",
  raw: "",
}

describe("describeTrouble", () => {
  it("has no line where there is no trouble", () => {
    expect(describeTrouble(NO_TROUBLE, tolerated)).toEqual([])
  })

  it("counts failures and rejects, shows the first of each, and says how many more there are", () => {
    const trouble = {
      failures: { total: 1_200, of: 30_000, examples: [failure] },
      rejects: {
        ...{ total: 3, of: 1, objects: 2, byRule: { day: 1, number: 2 } },
        ...{
          examples: [reject, { ...reject, line: 13 }, { ...reject, line: 14 }],
          prefix: "runs/r/rejects/",
        },
      },
    }
    expect(describeTrouble(trouble, tolerated)).toEqual([
      "1,200 of 30,000 objects failed (tolerated: 5%):",
      "  a.csv is empty",
      "  and 1,199 more",
      "3 of 1 record rejected (tolerated: 0), in 2 objects, by rule: day 1, number 2:",
      '  b.csv line 12: TEMP "abc" is not a number',
      '  b.csv line 13: TEMP "abc" is not a number',
      '  b.csv line 14: TEMP "abc" is not a number',
    ])
  })

  it("does not say of how many where nobody has counted them", () => {
    const failures = { total: 1, of: null, examples: [failure] }
    expect(describeTrouble({ ...NO_TROUBLE, failures }, tolerated)[0]).toBe(
      "1 object failed (tolerated: 5%):",
    )
  })
})
