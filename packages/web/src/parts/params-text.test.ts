import { expect, test } from "vitest"
import { paramsText } from "./params-text.ts"

test("names every param with its value", () => {
  expect(paramsText({ year: 2025, unit: "F" })).toBe('year 2025, unit "F"')
  expect(paramsText({})).toBe("")
  expect(paramsText(null)).toBe("")
})
