import * as fc from "fast-check"
import { expect, test } from "vitest"
import { readJsonObjects } from "./json-objects.ts"

const object = fc.dictionary(
  fc.string(),
  fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value))),
)

async function readAll(text: string, step: number): Promise<object[]> {
  const bytes = new TextEncoder().encode(text)
  let at = 0
  const read = (into: Uint8Array) => {
    const piece = bytes.subarray(at, at + Math.min(step, into.length))
    into.set(piece)
    at += piece.length
    return piece.length
  }
  const all: object[] = []
  const reader = { size: bytes.length, etag: '"1"', read, close() {} }
  for await (const value of readJsonObjects(reader, 1_000_000)) all.push(value)
  return all
}

test("reads what was written, as lines or as a list, however it is cut into pieces", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(object),
      fc.integer({ min: 1, max: 200 }),
      fc.nat(2),
      async (objects, step, indent) => {
        const wanted = JSON.parse(JSON.stringify(objects))
        const lines = objects.map((value) => `${JSON.stringify(value)}\n`).join("")
        expect(await readAll(lines, step)).toEqual(wanted)
        expect(await readAll(JSON.stringify(objects, null, indent), step)).toEqual(wanted)
      },
    ),
  )
})

test("never takes a list for whole that was cut", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(object, { minLength: 1 }), fc.nat(), async (objects, cut) => {
      const text = JSON.stringify(objects)
      const part = text.slice(0, 1 + (cut % (text.length - 1)))
      await expect(readAll(part, 7)).rejects.toBeInstanceOf(SyntaxError)
    }),
  )
})
