import { expect, it } from "vitest"
import { readableCause } from "./readable-cause.ts"

it("is a function's own message", () => {
  const answer = { errorType: "NoObjects", errorMessage: "there is nothing", trace: ["at"] }
  expect(readableCause(JSON.stringify(answer))).toBe("there is nothing")
})

it.each(["", "it broke", '{"a": 1', '{"errorMessage":7}', "[1]"])("leaves %j as it is", (cause) => {
  expect(readableCause(cause)).toBe(cause)
})
