import fc from "fast-check"
import { expect, it } from "vitest"
import { Label, labelOf } from "./label.ts"

/** Of one unit, of two, half of one, and what no ARN takes. */
const CHARACTER = fc.constantFrom("a", "é", "😀", "\ud83d", "\ude00", " ", ":", "/", "\u0000", "\\", "]")

it.each([
  ["Each", { Label: "L" }, "L"],
  ["Each", {}, "Each"],
  ["each of a/b: 50 %", {}, "each-of-a-b--50--"],
  ["x".repeat(50), {}, "x".repeat(40)],
])("labels %s with %o as %s", (name, state, label) => {
  expect(labelOf(name, state)).toBe(label)
})

it("makes a label of any state's name that a Map could be given", () => {
  fc.assert(
    fc.property(fc.string({ unit: CHARACTER, minLength: 1, maxLength: 80 }), (name) => {
      expect(Label.safeParse(labelOf(name, {})).error).toBeUndefined()
    }),
  )
})
