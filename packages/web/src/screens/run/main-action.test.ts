import { expect, test } from "vitest"
import { mainActionOf } from "./main-action.ts"

const failure = (name: string) => ({ name, message: "", state: "Reduce" })
const ENDED = { stop: "it has ended", redrive: null, repair: null }

test("what a redrive would only fail over again is repaired, or started with other values", () => {
  expect(mainActionOf({ actions: ENDED, failure: failure("ToleranceExceeded") })).toBe("repair")
  for (const name of ["InvalidRunInput", "NoObjects", "MixedVersions"])
    expect(mainActionOf({ actions: ENDED, failure: failure(name) })).toBe("again")
})

test("what crashed, or was stopped, is redriven", () => {
  expect(mainActionOf({ actions: ENDED, failure: failure("JobCodeFailed") })).toBe("redrive")
  const refused = { ...ENDED, repair: "there is no report" }
  expect(mainActionOf({ actions: refused, failure: failure("ToleranceExceeded") })).toBe("redrive")
})

test("what is missing from a result is repaired; a run that goes on, or has it all, wants nothing", () => {
  expect(mainActionOf({ actions: { ...ENDED, redrive: "it succeeded" }, failure: null })).toBe("repair")
  const running = { stop: null, redrive: "it is running", repair: "it is running" }
  expect(mainActionOf({ actions: running, failure: null })).toBeNull()
  const whole = { ...ENDED, redrive: "it succeeded", repair: "nothing failed" }
  expect(mainActionOf({ actions: whole, failure: null })).toBeNull()
})
