import { expect, test } from "vitest"
import { againInput } from "./again-input.ts"

test("adds one field to the run's own input", () => {
  expect(againInput({ year: 2025, only: ["k"] }, { kind: "repairs", run: "r1" })).toStrictEqual({
    ...{ year: 2025, only: ["k"] },
    repairs: "r1",
  })
})

test("leaves out what the run itself had begun with", () => {
  const input = { year: 2025, repairs: "r1" }
  expect(againInput(input, { kind: "repairs", run: "r2" })).toStrictEqual({ year: 2025, repairs: "r2" })
  expect(againInput(input, { kind: "reduces", run: "r2" })).toStrictEqual({ year: 2025, reduces: "r2" })
})

test("leaves it to Prepare to refuse the input of a run that was no object", () => {
  for (const input of [null, [2025], "2025"])
    expect(againInput(input, { kind: "reduces", run: "r1" })).toStrictEqual({ reduces: "r1" })
})
