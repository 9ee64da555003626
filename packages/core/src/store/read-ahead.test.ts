import { expect, test } from "vitest"
import { readAhead } from "./read-ahead.ts"

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

async function collect<T>(values: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const value of values) all.push(value)
  return all
}

test("yields in the order of the sources, whichever is ready first", async () => {
  const read = async (ms: number) => {
    await pause(ms)
    return ms
  }
  expect(await collect(readAhead([8, 1, 4, 0], 4, read))).toEqual([8, 1, 4, 0])
})

test("has as many under way as it may, and never more", async () => {
  let underway = 0
  const seen: number[] = []
  const read = async () => {
    seen.push(++underway)
    await pause(1)
    underway--
  }
  await collect(readAhead(Array.from({ length: 20 }), 3, read))
  expect(Math.max(...seen)).toBe(3)
})

test("throws the first error in the order of the sources", async () => {
  const read = async (source: number) => {
    if (source === 1) await pause(5)
    if (source > 0) throw new Error(`source ${source}`)
    return source
  }
  await expect(collect(readAhead([0, 1, 2, 3], 4, read))).rejects.toThrow("source 1")
})
