import { posix } from "node:path"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { goesOn, isEscaped, partOfEscaped, pathBesideFolder, pathOfKey, RESERVED_PREFIX } from "./key-path.ts"

const FOLDER = "/home/somebody/buckets/files"
const bytes = (text: string) => Buffer.byteLength(text)

/** Pieces that have a meaning in a path or in an escape, so that they often meet. */
const piece = fc.constantFrom(
  ...[
    "/",
    "//",
    ".",
    "..",
    "%",
    "%%",
    "%25",
    "%00",
    "%2F",
    ".%",
    "\0",
    "a",
    "b.csv",
    " ",
    "\n",
    "\\",
    "é",
    "😀",
  ],
  ...[RESERVED_PREFIX, "x".repeat(250), "é".repeat(126), "%".repeat(90), "😀".repeat(64)],
)
const key = fc
  .oneof(
    fc.array(piece, { minLength: 1, maxLength: 12 }).map((pieces) => pieces.join("")),
    fc.string({ unit: "binary", minLength: 1, maxLength: 300 }),
    fc
      .constantFrom("/", ".", "\0", "%", "./", "../", "a/")
      .chain((unit) =>
        fc.integer({ min: 1, max: Math.floor(1_024 / unit.length) }).map((times) => unit.repeat(times)),
      ),
  )
  .filter((text) => text.isWellFormed() && bytes(text) <= 1_024)

/** The key of a path, read name by name as a listing does; null where it is no object's. */
function keyOfPath(path: string): string | null {
  const parts: string[] = []
  const names = path.split("/")
  while (names.length > 0) {
    let taken = names.shift()!
    for (let last = taken; isEscaped(last) && goesOn(last) && names.length > 0; taken += `/${last}`)
      last = names.shift()!
    const found = isEscaped(taken) ? partOfEscaped(taken) : { part: taken, isBesideFolder: false }
    if (found === null || (found.isBesideFolder && names.length > 0)) return null
    parts.push(found.part)
  }
  return parts.join("/")
}

describe("a key's path", () => {
  test("leads back to the key, beside a folder too", () => {
    fc.assert(
      fc.property(key, (text) => {
        expect(keyOfPath(pathOfKey(text))).toBe(text)
        expect(keyOfPath(pathBesideFolder(text))).toBe(text)
      }),
      { numRuns: 1_000 },
    )
  })

  test("is another for another key", () => {
    fc.assert(
      fc.property(key, key, (left, right) => {
        fc.pre(left !== right)
        expect(pathOfKey(left)).not.toBe(pathOfKey(right))
        expect(pathBesideFolder(left)).not.toBe(pathBesideFolder(right))
        for (const other of [left, right]) expect(pathBesideFolder(left)).not.toBe(pathOfKey(other))
      }),
      { numRuns: 1_000 },
    )
  })

  test("stays below the bucket's folder, in names and a length that a file system takes", () => {
    fc.assert(
      fc.property(key, (text) => {
        for (const path of [pathOfKey(text), pathBesideFolder(text)]) {
          expect(posix.resolve(FOLDER, path)).toBe(`${FOLDER}/${path}`)
          expect(path).not.toContain("\0")
          expect(bytes(path)).toBeLessThan(3_400)
          for (const name of path.split("/")) {
            expect(["", ".", ".."]).not.toContain(name)
            expect(name.startsWith(RESERVED_PREFIX)).toBe(false)
            expect(bytes(name)).toBeLessThanOrEqual(255)
          }
        }
      }),
      { numRuns: 1_000 },
    )
  })

  test("is taken for a key only where it is that key's", () => {
    const name = fc.constantFrom(
      ".%",
      ".%a",
      ".%.",
      ".%..",
      ".%%",
      ".%a%",
      ".%a%=",
      ".%%=",
      ".%%25",
      ".%%00",
      ".%%2",
      "a",
      ".%.%",
      `.%${"x".repeat(251)}%`,
    )
    fc.assert(
      fc.property(fc.array(name, { minLength: 1, maxLength: 4 }), (names) => {
        const path = names.join("/")
        const found = keyOfPath(path)
        if (found !== null) expect([pathOfKey(found), pathBesideFolder(found)]).toContain(path)
      }),
    )
  })

  test.each([
    ["2023/72306013713.csv", "2023/72306013713.csv"],
    ["100%.csv", "100%.csv"],
    ["a//b", "a/.%/b"],
    ["a/", "a/.%"],
    ["/a", ".%/a"],
    ["../x", ".%../x"],
    ["a/./%\0", "a/.%./.%%25%00"],
    [".%a", ".%.%25a"],
    [`${RESERVED_PREFIX}x`, `.%${RESERVED_PREFIX}x`],
    ["x".repeat(300), `.%${"x".repeat(251)}%/.%${"x".repeat(49)}`],
  ])("of %j is %j", (text, path) => {
    expect(pathOfKey(text)).toBe(path)
  })

  test("is escaped beside a folder of its name", () => {
    expect(pathBesideFolder("a")).toBe(".%a%=")
    expect(pathBesideFolder("b//a%")).toBe("b/.%/.%a%25%=")
    expect(pathBesideFolder("a/")).toBe("a/.%%=")
  })
})
