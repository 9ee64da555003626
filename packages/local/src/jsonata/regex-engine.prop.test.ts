import fc from "fast-check"
import { expect, it } from "vitest"
import { LinearRegExp } from "./regex-engine.ts"

const letters = fc.string({ unit: fc.constantFrom("a", "b", "A", "0", " ", "\n", "."), maxLength: 12 })
const atom = fc.constantFrom(
  "a",
  "b",
  ".",
  "\\d",
  "\\w",
  "\\s",
  "[ab]",
  "[^a]",
  "(a|b)",
  "(?:ab)",
  "\\.",
  "\\b",
)
const pattern = fc
  .array(fc.tuple(atom, fc.constantFrom("", "*", "+", "?", "{1,2}", "*?")), { minLength: 1, maxLength: 4 })
  .map((parts) => parts.map(([part, times]) => (part === "\\b" ? part : part + times)).join(""))
const anchored = fc
  .tuple(fc.constantFrom("", "^"), pattern, fc.constantFrom("", "$"))
  .map((parts) => parts.join(""))

it("finds what JavaScript's own engine finds, one match after the other", () => {
  fc.assert(
    fc.property(anchored, fc.constantFrom("g", "gi", "gm"), letters, (source, flags, text) => {
      const theirs = new RegExp(source, flags)
      const ours = new LinearRegExp(theirs)
      for (let at = 0; at < 3; at++) {
        const wanted = theirs.exec(text)
        const found = ours.exec(text)
        expect(found === null ? null : [...found]).toStrictEqual(wanted === null ? null : [...wanted])
        expect([found?.index, ours.lastIndex]).toStrictEqual([wanted?.index, theirs.lastIndex])
        if (wanted === null || wanted[0] === "") return
      }
    }),
    { numRuns: 1_000 },
  )
})
