import { describe, expect, test } from "vitest"
import { makeSharedWork } from "./share-work.ts"

/** Work that ends when it is told to, and counts how often it was begun. */
function makeWork() {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  const work = { begun: 0, resolve, reject }
  const act = () => {
    work.begun++
    return promise
  }
  return { work, act }
}

describe("shared work", () => {
  test("is done once for all who ask for it while it is done", async () => {
    const share = makeSharedWork<string>()
    const { work, act } = makeWork()
    const asked = [share("a", act), share("a", act), share("b", async () => "other")]
    work.resolve("done")
    expect([await Promise.all(asked), work.begun]).toEqual([["done", "done", "other"], 1])
  })

  test("fails for all, and is done anew for who asks then", async () => {
    const share = makeSharedWork<string>()
    const { work, act } = makeWork()
    const asked = [share("a", act), share("a", act)]
    work.reject(new RangeError("too much"))
    const outcomes = await Promise.allSettled(asked)
    expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected"])
    expect(await share("a", async () => "done")).toBe("done")
  })
})
