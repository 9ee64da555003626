import { describe, expect, test } from "vitest"
import { JobCodeFailed, JobFailedOnObject } from "./errors.ts"

describe("JobCodeFailed", () => {
  test("says which function of which job threw what, and where", () => {
    const { message } = new JobCodeFailed("weather", "row", new RangeError("7 is too much"))
    expect(message).toMatch(
      /^job "weather": its row function failed: RangeError: 7 is too much \(errors\.test\.ts:\d+\)$/,
    )
  })

  test("says what was thrown where that is no error", () => {
    expect(new JobCodeFailed("weather", "row", "no").message).toMatch(/function failed: no$/)
  })
})

describe("JobFailedOnObject", () => {
  test("says between which lines", () => {
    expect(new JobFailedOnObject([2, 1025], "no").message).toBe(
      "a record of lines 2 to 1025: the job's own code failed: no",
    )
    expect(new JobFailedOnObject([7, 7], "no").message).toBe("line 7: the job's own code failed: no")
  })
})
