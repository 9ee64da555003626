import { describe, expect, test } from "vitest"
import { makeSource } from "../csv/read-all.fixture.ts"
import {
  type Gunzip,
  isBomb,
  MAX_RATIO,
  MAX_UNZIPPED,
  maybeGunzip,
  RATIO_COUNTS_FROM,
} from "./gzip-source.ts"
import type { ByteSource } from "./row-reader.ts"

const MAGIC = [0x1f, 0x8b]
const PLAIN = new TextEncoder().encode("a,b\n1,2\n")
const ZIPPED = Uint8Array.from([...MAGIC, 1, 2, 3, 4, 5])

/** Stands in for a decompressor: what it is given, each byte one more. */
const addOne: Gunzip = (source) => ({
  read(into) {
    const shift = (count: number) => {
      for (let at = 0; at < count; at++) into[at]!++
      return count
    }
    const count = source.read(into)
    return typeof count === "number" ? shift(count) : count.then(shift)
  },
})

async function readAll(source: ByteSource, length: number): Promise<number[]> {
  const all: number[] = []
  const into = new Uint8Array(length)
  for (let count = await source.read(into); count > 0; count = await source.read(into)) {
    all.push(...into.subarray(0, count))
  }
  return all
}

describe.each([
  ["at once", false],
  ["later", true],
])("the bytes of an object, %s", (_, isLate) => {
  test.each([[[]], [[1]], [[2]], [[1, 1, 3]], [[2, 1]]])(
    "are as they are, in pieces of %j",
    async (pieces) => {
      for (const length of [2, 3, 100]) {
        const source = maybeGunzip(makeSource(PLAIN, pieces, isLate), "a.csv", addOne)
        expect(await readAll(source, length)).toEqual([...PLAIN])
      }
    },
  )

  test.each([[[]], [[1]], [[2]], [[1, 1, 3]], [[2, 1]]])(
    "are unzipped where they begin as gzip does, in pieces of %j, whatever the object is called",
    async (pieces) => {
      const unzipped = [...ZIPPED].map((byte) => byte + 1)
      for (const key of ["a.csv", "a.csv.gz", "odd"]) {
        for (const length of [2, 3, 100]) {
          const source = maybeGunzip(makeSource(ZIPPED, pieces, isLate), key, addOne)
          expect(await readAll(source, length)).toEqual(unzipped)
        }
      }
    },
  )

  test.each([
    ["text", PLAIN],
    ["half a beginning", Uint8Array.from([0x1f])],
    ["another beginning", Uint8Array.from([0x1f, 0x9d, 0x90])],
    ["nothing", new Uint8Array()],
  ])("are no gzip in an object named .gz that holds %s", async (_name, bytes) => {
    const reading = async () => readAll(maybeGunzip(makeSource(bytes, [1], isLate), "a.csv.gz", addOne), 100)
    await expect(reading()).rejects.toMatchObject({
      name: "NotGzip",
      message: "is named .gz and is no gzip: its first bytes are not 1f 8b",
    })
  })

  test("may be one that begins as gzip does, or none", async () => {
    for (const bytes of [[0x1f], []]) {
      const source = maybeGunzip(makeSource(Uint8Array.from(bytes), [], isLate), "a.csv", addOne)
      expect(await readAll(source, 100)).toEqual(bytes)
    }
  })
})

describe("a bomb", () => {
  test("is told by its ratio, once there is enough of it to say so", () => {
    expect(isBomb(1, RATIO_COUNTS_FROM)).toBe(false)
    expect(isBomb(1, RATIO_COUNTS_FROM + 1)).toBe(true)
    const compressed = RATIO_COUNTS_FROM
    expect(isBomb(compressed, MAX_RATIO * compressed)).toBe(false)
    expect(isBomb(compressed, MAX_RATIO * compressed + 1)).toBe(true)
  })

  test("is told by its size, whatever its ratio", () => {
    expect(isBomb(MAX_UNZIPPED, MAX_UNZIPPED)).toBe(false)
    expect(isBomb(MAX_UNZIPPED, MAX_UNZIPPED + 1)).toBe(true)
  })
})
