import { afterAll, describe, expect, it } from "vitest"
import type { PrintedLine } from "./call.ts"
import { makeFunctionPool } from "./function-pool.ts"

const module = new URL("./test-handlers.fixture.ts", import.meta.url)
const printed: PrintedLine[] = []
const onLine = (line: PrintedLine) => void printed.push(line)
const pool = makeFunctionPool({ module, options: { name: "test" }, size: 1, heapMegabytes: 32, onLine })
const signal = new AbortController().signal
const call = (target: string, milliseconds = 5_000) => pool.call(target, { a: 1 }, { signal, milliseconds })

afterAll(() => pool.close())

describe("call", () => {
  it("answers what the handler answers, with the options of the pool", async () => {
    expect(await call("echo")).toStrictEqual({ name: "test", event: { a: 1 } })
  })

  it("tells what the handler prints, and for whom it did", async () => {
    const tag = { execution: 7, child: "c" }
    await pool.call("prints", "seen", { signal, milliseconds: 5_000, tag })
    await call("prints")
    await expect.poll(() => printed).toHaveLength(2)
    expect(printed).toMatchObject([
      { tag, line: { level: "INFO", source: "prints", message: "it was { a: 1 } seen" } },
      { tag, line: { level: "ERROR", source: "prints", message: "and more" } },
    ])
  })

  it("says what functions there are where there is none of the name", async () => {
    await expect(call("none")).rejects.toMatchObject({
      errorType: "Lambda.ResourceNotFoundException",
      message: expect.stringMatching(/there is no function "none"; there are .*echo/),
    })
  })

  it("throws the handler's own error by its name", async () => {
    await expect(call("throws")).rejects.toMatchObject({
      name: "FunctionFailed",
      errorType: "Refused",
      message: "not this",
      trace: expect.arrayContaining([expect.stringContaining("test-handlers.fixture.ts")]),
    })
  })

  it("tells the handler how much time is left", async () => {
    const left = Number(await call("left", 3_000))
    expect(left).toBeGreaterThan(2_000)
    expect(left).toBeLessThanOrEqual(3_000)
  })

  it.each([
    ["loops", "Sandbox.Timedout", 100],
    ["exits", "Runtime.ExitError", 5_000],
    ["crashes", "Runtime.ExitError", 5_000],
    ["devours", "Runtime.OutOfMemory", 15_000],
  ])(
    "names the end of a worker that %s, and goes on with a new one",
    async (target, errorType, milliseconds) => {
      await expect(call(target, milliseconds)).rejects.toMatchObject({ errorType })
      expect(await call("echo")).toMatchObject({ name: "test" })
    },
  )

  it("ends the worker where it is stopped, and starts nothing that was waiting", async () => {
    const controller = new AbortController()
    const options = { signal: controller.signal, milliseconds: 5_000 }
    const calls = [pool.call("loops", null, options), pool.call("echo", null, options)]
    setTimeout(() => controller.abort(), 20)
    const stopped = { status: "rejected", reason: { name: "Aborted" } }
    expect(await Promise.allSettled(calls)).toMatchObject([stopped, stopped])
    expect(await call("echo")).toMatchObject({ name: "test" })
  })
})

describe("answers", () => {
  it("are JSON, as Lambda makes it", async () => {
    expect(await call("dates")).toStrictEqual({ at: "1970-01-01T00:00:00.000Z", not: null })
    await expect(call("big")).rejects.toMatchObject({ errorType: "TypeError" })
  })
})

describe("calls that wait for a worker that was quick", () => {
  const options = { signal, milliseconds: 20_000 }
  /** Two workers that have shown that the function is quick: they are sent several calls at a time. */
  const makePair = async (target: string) => {
    const pair = makeFunctionPool({ module, options: { name: "pair" }, size: 2 })
    for (let at = 0; at < 4; at++) await pair.call(target, 0, options)
    return pair
  }

  it("are taken over by one that has nothing to do", async () => {
    const pair = await makePair("blocks")
    let isOver = false
    const slow = pair.call("blocks", 2_000, options).finally(() => {
      isOver = true
    })
    const others = await Promise.all(Array.from({ length: 12 }, () => pair.call("blocks", 1, options)))
    expect(isOver).toBe(false)
    expect(new Set(others)).toHaveLength(1)
    expect(others).not.toContain(await slow)
    await pair.close()
  })

  it("are made by others where their worker ends, and only the one that it had begun has failed", async () => {
    const pair = await makePair("waits")
    const controller = new AbortController()
    const two = [pair.call("exits", null, options), pair.call("exits", null, options)]
    const ended = Promise.allSettled(two)
    const waiting = Array.from({ length: 10 }, () => pair.call("waits", 0, options))
    const stopped = pair.call("waits", 0, { ...options, signal: controller.signal })
    controller.abort()
    await expect(stopped).rejects.toMatchObject({ name: "Aborted" })
    for (const result of await ended) {
      expect(result).toMatchObject({ status: "rejected", reason: { errorType: "Runtime.ExitError" } })
    }
    for (const thread of await Promise.all(waiting)) expect(thread).toBeGreaterThan(0)
    await pair.close()
  })

  it("have all of their time from when they are begun", async () => {
    const one = makeFunctionPool({ module, options: { name: "one" }, size: 1 })
    for (let at = 0; at < 2; at++) await one.call("blocks", 0, options)
    const calls = Array.from({ length: 6 }, () => one.call("blocks", 60, { signal, milliseconds: 200 }))
    await expect(Promise.all(calls)).resolves.toHaveLength(6)
    await one.close()
  })

  it("fail where the pool is closed", async () => {
    const one = makeFunctionPool({ module, options: { name: "one" }, size: 1 })
    const calls = [one.call("waits", 60_000, options), one.call("waits", 0, options)]
    const ended = Promise.allSettled(calls)
    await one.close()
    for (const result of await ended) {
      expect(result).toMatchObject({ status: "rejected", reason: { errorType: "Runtime.ExitError" } })
    }
  })
})

describe("a worker that is slow to start", () => {
  const makeSlow = (loading: number, startMilliseconds: number) =>
    makeFunctionPool({ module, options: { name: "slow", loading }, size: 1, startMilliseconds })

  it("takes none of its first call's time for it", async () => {
    const slow = makeSlow(1_000, 20_000)
    expect(await slow.call("blocks", 200, { signal, milliseconds: 400 })).toBeGreaterThan(0)
    const looping = slow.call("loops", null, { signal, milliseconds: 100 })
    await expect(looping).rejects.toMatchObject({ errorType: "Sandbox.Timedout" })
    await slow.close()
  })

  it("is given up where it does not come to an end", async () => {
    const slow = makeSlow(20_000, 200)
    const never = slow.call("blocks", 0, { signal, milliseconds: 100 })
    await expect(never).rejects.toMatchObject({ errorType: "Sandbox.Timedout" })
    await slow.close()
  })
})

it("answers every call with the error of a module that cannot be loaded", async () => {
  const broken = makeFunctionPool({ module: new URL("./none.ts", import.meta.url), options: {}, size: 1 })
  const options = { signal, milliseconds: 5_000 }
  await expect(broken.call("echo", null, options)).rejects.toThrow("Cannot find module")
  await expect(broken.call("echo", null, options)).rejects.toThrow("Cannot find module")
  await broken.close()
})
