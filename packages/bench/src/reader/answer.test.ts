import { expect, it } from "vitest"
import type { Timing } from "../rounds.ts"
import { type Answer, checkAnswers } from "./answer.ts"

const row = {
  month: "2025-01",
  days: 31,
  meanTempF: 40.5,
  minTempF: -3,
  maxTempF: 110,
  station: "40000100000",
  date: "2025-01-09",
  name: "MADE ALDERBAY, KU",
}
const timing = (name: string, answer: Answer): Timing<Answer> => ({ name, ms: [1], answer })

it("accepts equal answers, and contestants that only read", () => {
  checkAnswers([timing("bytes", null), timing("one", [row]), timing("other", [{ ...row }])])
})

it.each([
  ["a value", [{ ...row, meanTempF: 40.50000001 }]],
  ["a row too many", [row, row]],
  ["a row too few", []],
])("refuses %s that differs and names who answered it", (_, other) => {
  const check = () => checkAnswers([timing("one", [row]), timing("other", other)])
  expect(check).toThrow(/the answers differ:\none .*\nother /)
})
