import { describe, expect, test } from "vitest"
import { ApiError, ConnectionLost } from "./errors.ts"
import { isWorthAgain, pollInterval, waitBeforeAgain } from "./polling.ts"

const LIVE = { isOver: false, isHidden: false, failures: 0 }

describe("the time until the next look", () => {
  test("is short while somebody looks, and long while nobody does", () => {
    expect(pollInterval(LIVE)).toBe(2_000)
    expect(pollInterval({ ...LIVE, isHidden: true })).toBe(30_000)
  })

  test("is none once nothing can change", () => {
    expect(pollInterval({ ...LIVE, isOver: true })).toBe(false)
  })

  test("is long once only somebody else's redrive or repair can change anything, and none while nobody looks", () => {
    const ended = { ...LIVE, isOver: true, mayGoOn: true }
    expect(pollInterval(ended)).toBe(30_000)
    expect(pollInterval({ ...ended, isHidden: true })).toBe(false)
  })

  test("is longer where nothing goes on, but not to mend a connection", () => {
    expect(pollInterval({ ...LIVE, isQuiet: true })).toBe(8_000)
    expect(pollInterval({ ...LIVE, isQuiet: true, isHidden: true })).toBe(30_000)
    expect(pollInterval({ ...LIVE, isQuiet: true, failures: 9 })).toBe(15_000)
  })

  test("grows with every failure up to a bound, and never ends: the connection is mended by itself", () => {
    const waits = [1, 2, 3, 4, 100].map((failures) => pollInterval({ ...LIVE, isOver: true, failures }))
    expect(waits).toEqual([4_000, 8_000, 15_000, 15_000, 15_000])
  })
})

describe("asking again", () => {
  test("is for what may pass", () => {
    expect(isWorthAgain(0, new ConnectionLost("gone"))).toBe(true)
    expect(isWorthAgain(0, new ApiError("Throttled", "slow down", 429))).toBe(true)
    expect(isWorthAgain(0, new ApiError("InternalError", "failed", 500))).toBe(true)
  })

  test("is not for what is refused, nor for faults of the page itself", () => {
    expect(isWorthAgain(0, new ApiError("NoSuchRun", "none", 404))).toBe(false)
    expect(isWorthAgain(0, new TypeError("oops"))).toBe(false)
  })

  test("has a limit", () => {
    expect(isWorthAgain(3, new ConnectionLost("gone"))).toBe(false)
  })

  test("waits longer each time, by chance and within bounds", () => {
    expect(waitBeforeAgain(0, () => 0)).toBe(250)
    expect(waitBeforeAgain(0, () => 1)).toBe(1_000)
    expect(waitBeforeAgain(2, () => 1)).toBe(3_250)
    expect(waitBeforeAgain(50, () => 1)).toBe(12_250)
  })
})
