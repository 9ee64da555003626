import { expect, test } from "vitest"
import { nameOfError } from "./name-of-error.ts"

test("an error's name is what stands before its message", () => {
  expect(nameOfError("ToleranceExceeded: 2 of 240 objects failed: a.csv")).toBe("ToleranceExceeded")
  expect(nameOfError("Sandbox.Timedout")).toBe("Sandbox.Timedout")
})

test("an error without a name is told as it is", () => {
  expect(nameOfError("somebody pulled the plug: twice")).toBe("somebody pulled the plug: twice")
})
