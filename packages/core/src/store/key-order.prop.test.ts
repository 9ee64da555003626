import * as fc from "fast-check"
import { expect, test } from "vitest"
import { compareKeys } from "./key-order.ts"

const encoder = new TextEncoder()

function compareBytes(left: string, right: string): number {
  const a = encoder.encode(left)
  const b = encoder.encode(right)
  const at = a.findIndex((byte, index) => byte !== b[index])
  if (at === -1) return a.length - b.length
  return at < b.length ? a[at]! - b[at]! : 1
}

/** Few characters, so that keys often share a beginning; one on each side of every border between the encodings. */
const key = fc
  .array(fc.constantFrom("a", "/", ".", "é", "\ud7ff", "\ue000", "～", "\uffff", "𐀀", "😀"), { maxLength: 6 })
  .map((parts) => parts.join(""))

test("orders keys as their UTF-8 bytes are ordered", () => {
  fc.assert(
    fc.property(key, key, (left, right) => {
      expect(Math.sign(compareKeys(left, right))).toBe(Math.sign(compareBytes(left, right)))
    }),
    { numRuns: 2_000 },
  )
})
