import { describe, expect, test } from "vitest"
import { makeRetryStrategy, pauseBefore } from "./s3-retries.ts"

const transient = { errorType: "TRANSIENT" as const }
const slow = { errorType: "THROTTLING" as const }

describe("the strategy", () => {
  const named = (name: string) => ({
    error: Object.assign(new Error(name), { name }) as never,
    errorType: "CLIENT_ERROR" as const,
  })

  test("asks again as often as it may, however many requests have failed before", async () => {
    const strategy = makeRetryStrategy({ attempts: 3 })
    for (let request = 0; request < 1_000; request++) {
      let token = await strategy.acquireInitialRetryToken("")
      for (const retry of [1, 2]) {
        token = await strategy.refreshRetryTokenForRetry(token, transient)
        expect(token.getRetryCount()).toBe(retry)
      }
      await expect(strategy.refreshRetryTokenForRetry(token, transient)).rejects.toThrow()
    }
  })

  test("gives up sooner where nobody is there, if it is told to", async () => {
    const strategy = makeRetryStrategy({ attempts: 5, unreachable: 2 })
    const refused = { ...transient, error: Object.assign(new Error("no"), { code: "ECONNREFUSED" }) as never }
    const first = await strategy.acquireInitialRetryToken("")
    const second = await strategy.refreshRetryTokenForRetry(first, refused)
    await expect(strategy.refreshRetryTokenForRetry(second, refused)).rejects.toThrow()
    expect((await strategy.refreshRetryTokenForRetry(second, transient)).getRetryCount()).toBe(2)
  })

  test.each(["BadDigest", "IncompleteBody"])("asks again where a body was damaged (%s)", async (name) => {
    const strategy = makeRetryStrategy({ attempts: 2 })
    const token = await strategy.acquireInitialRetryToken("")
    expect((await strategy.refreshRetryTokenForRetry(token, named(name))).getRetryCount()).toBe(1)
  })

  test.each(["AccessDenied", "NoSuchKey", "PreconditionFailed"])("takes %s for an answer", async (name) => {
    const strategy = makeRetryStrategy({ attempts: 2 })
    const token = await strategy.acquireInitialRetryToken("")
    await expect(strategy.refreshRetryTokenForRetry(token, named(name))).rejects.toThrow()
  })
})

describe("the pause", () => {
  test("grows, is any part of the longest there may be, and is longer where S3 is busy", () => {
    const longest = (count: number, info: typeof transient | typeof slow) => pauseBefore(count, info, () => 1)
    expect([1, 2, 3, 9].map((count) => longest(count, transient))).toEqual([100, 200, 400, 5_000])
    expect([1, 2, 3, 9].map((count) => longest(count, slow))).toEqual([500, 1_000, 2_000, 5_000])
    expect(pauseBefore(3, transient, () => 0.25)).toBe(100)
  })

  test("is as long as S3 asks for, up to the longest", () => {
    const asked = (seconds: number) =>
      pauseBefore(1, { ...transient, retryAfterHint: new Date(Date.now() + seconds * 1_000) }, () => 0)
    expect(asked(2)).toBeGreaterThan(1_900)
    expect(asked(3_600)).toBe(5_000)
  })
})
