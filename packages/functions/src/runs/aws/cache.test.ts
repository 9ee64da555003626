import { describe, expect, it } from "vitest"
import { makeCache } from "./cache.ts"

function makeClock() {
  let now = 1_000
  return {
    clock: () => now,
    pass(milliseconds: number) {
      now += milliseconds
    },
  }
}

/** Counts how often it is asked. */
function makeSource() {
  let reads = 0
  return { read: async () => ++reads, reads: () => reads }
}

const life = { milliseconds: 100 }

describe("the cache", () => {
  it("answers what was read until its time is over, and then reads again", async () => {
    const { clock, pass } = makeClock()
    const cache = makeCache({ clock })
    const { read } = makeSource()
    expect(await cache.get("a", life, read)).toBe(1)
    pass(99)
    expect(await cache.get("a", life, read)).toBe(1)
    pass(1)
    expect(await cache.get("a", life, read)).toBe(2)
  })

  it("reads once for all who ask at the same time", async () => {
    const cache = makeCache(makeClock())
    const { read, reads } = makeSource()
    const answers = await Promise.all(Array.from({ length: 50 }, () => cache.get("a", life, read)))
    expect(new Set(answers)).toEqual(new Set([1]))
    expect(reads()).toBe(1)
  })

  it("tells an error to all who wait, and does not remember it", async () => {
    const cache = makeCache(makeClock())
    let isBroken = true
    const read = async () => {
      if (isBroken) throw new Error("broken")
      return "mended"
    }
    const both = await Promise.allSettled([cache.get("a", life, read), cache.get("a", life, read)])
    expect(both.map(({ status }) => status)).toEqual(["rejected", "rejected"])
    isBroken = false
    expect(await cache.get("a", life, read)).toBe("mended")
  })

  it("lets a value say how long it stays", async () => {
    const { clock, pass } = makeClock()
    const cache = makeCache({ clock })
    const { read, reads } = makeSource()
    const byValue = { milliseconds: (value: number) => value * 10 }
    await cache.get("a", byValue, read)
    pass(10)
    await cache.get("a", byValue, read)
    pass(19)
    await cache.get("a", byValue, read)
    expect(reads()).toBe(2)
  })

  it("gives up what was used longest ago beyond its entries", async () => {
    const cache = makeCache({ ...makeClock(), maxEntries: 2 })
    const sources = { a: makeSource(), b: makeSource(), c: makeSource() }
    const ask = (key: keyof typeof sources) => cache.get(key, life, sources[key].read)
    await ask("a")
    await ask("b")
    await ask("a")
    await ask("c")
    await ask("a")
    await ask("b")
    expect([sources.a.reads(), sources.b.reads(), sources.c.reads()]).toEqual([1, 2, 1])
  })

  it("gives up as much as its bytes need, and keeps nothing that is larger than all of them", async () => {
    const cache = makeCache({ ...makeClock(), maxBytes: 100 })
    const small = makeSource()
    const large = makeSource()
    const weighing = (bytes: number) => ({ milliseconds: 100, weigh: () => bytes })
    await cache.get("small", weighing(60), small.read)
    await cache.get("large", weighing(101), large.read)
    await cache.get("small", weighing(60), small.read)
    await cache.get("large", weighing(101), large.read)
    expect([small.reads(), large.reads()]).toEqual([1, 2])
    await cache.get("other", weighing(50), async () => 0)
    await cache.get("small", weighing(60), small.read)
    expect(small.reads()).toBe(2)
  })

  it("forgets by the beginning of a key, also what is being read", async () => {
    const cache = makeCache(makeClock())
    const { read, reads } = makeSource()
    await cache.get("run/a/1", life, read)
    await cache.get("run/b/1", life, read)
    let end: (value: number) => void = () => {}
    const late = cache.get("run/a/2", life, () => new Promise<number>((resolve) => (end = resolve)))
    cache.forget("run/a/")
    end(-1)
    expect(await late).toBe(-1)
    await cache.get("run/a/1", life, read)
    await cache.get("run/b/1", life, read)
    expect(await cache.get("run/a/2", life, read)).toBe(4)
    expect(reads()).toBe(4)
  })
})
