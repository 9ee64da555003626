import { expect, it } from "vitest"
import { delayOf } from "./failure.ts"

const rule = (fields: object) => ({ ErrorEquals: ["E"], ...fields })
const half = () => 0.5

it.each([
  ["grows from a second", {}, [1_000, 2_000, 4_000]],
  ["grows from the interval by the rate", { IntervalSeconds: 3, BackoffRate: 1.5 }, [3_000, 4_500, 6_750]],
  ["stays where the rate is 1", { IntervalSeconds: 5, BackoffRate: 1 }, [5_000, 5_000, 5_000]],
  ["grows no longer than it may", { IntervalSeconds: 4, MaxDelaySeconds: 6 }, [4_000, 6_000, 6_000]],
  [
    "is anything up to that with full jitter",
    { MaxDelaySeconds: 3, JitterStrategy: "FULL" },
    [500, 1_000, 1_500],
  ],
] as const)("the time before a retry %s", (_, fields, delays) => {
  expect([0, 1, 2].map((attempts) => delayOf(rule(fields), attempts, half))).toStrictEqual(delays)
})

it("waits no time without an end, and none at all, where the rate grows beyond all numbers", () => {
  const longest = 99_999_999_000
  expect(delayOf(rule({ BackoffRate: 1e200 }), 3, half)).toBe(longest)
  expect(delayOf(rule({ BackoffRate: 1e200, JitterStrategy: "FULL" }), 3, () => 0)).toBe(0)
})
