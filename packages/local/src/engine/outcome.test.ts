import { expect, it } from "vitest"
import { toOutcome } from "./outcome.ts"

const answer = (errorMessage: string) => JSON.stringify({ errorType: "E", errorMessage, trace: [] })

it("gives a function's own message as the cause", () => {
  const outcome = toOutcome(
    { status: "FAILED", error: "NoObjects", cause: answer("there is nothing") },
    undefined,
  )
  expect(outcome).toStrictEqual({ status: "FAILED", error: "NoObjects", cause: "there is nothing" })
})

it("leaves a cause that is no answer as it is", () => {
  const cause = '{"a": 1'
  expect(toOutcome({ status: "FAILED", error: "E", cause }, undefined)).toMatchObject({ cause })
})

it("says why the first batch failed where too many did", () => {
  const failed = {
    status: "FAILED",
    error: "States.ExceedToleratedFailureThreshold",
    cause: "Too many",
  } as const
  const failure = { error: "TypeError", cause: answer("x is not a function") }
  expect(toOutcome(failed, failure)).toMatchObject({
    cause: "Too many; the first batch that failed: TypeError: x is not a function",
  })
  expect(toOutcome({ ...failed, error: "NoObjects" }, failure)).toMatchObject({ cause: "Too many" })
})

it("has a sentence where a run took too long", () => {
  expect(toOutcome({ status: "TIMED_OUT" }, undefined)).toMatchObject({
    status: "FAILED",
    error: "States.Timeout",
  })
})
