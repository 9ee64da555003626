import fc from "fast-check"
import jsonata from "jsonata"
import { expect, it } from "vitest"
import { plainJson } from "./plain-json.ts"
import { ASK_JSONATA, compilePlainPath } from "./plain-path.ts"

const name = fc.constantFrom("a", "b", "constructor", "toString", "Value", "_x", "length")
const json = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(null, true, 0, 1.5, "", "text"),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(name, tie("value"), { maxKeys: 4, noNullPrototype: true }),
  ),
})).value

it("answers as JSONata does, or leaves it to JSONata", async () => {
  await fc.assert(
    fc.asyncProperty(json, fc.array(name, { maxLength: 4 }), async (value, names) => {
      const text = ["$states", ...names].join(".")
      const bindings = { states: value }
      const answer = compilePlainPath(text)!(bindings)
      if (answer === ASK_JSONATA) return
      const expected = plainJson(await jsonata(text).evaluate(undefined, bindings))
      expect(JSON.stringify(answer)).toBe(JSON.stringify(expected))
    }),
    { numRuns: 500 },
  )
})

it.each(["$states.a[0]", "$.a", "$$", "$states.`a b`", "$a & $b", "$states.in", "states.a", "$uuid()"])(
  "leaves %s to JSONata",
  (text) => {
    expect(compilePlainPath(text)).toBeNull()
  },
)

it("leaves what is no variable to JSONata, which may have a function of that name", () => {
  expect(compilePlainPath("$sum")!({})).toBe(ASK_JSONATA)
  expect(compilePlainPath("$sum")!({ sum: 1 })).toBe(1)
})

it("leaves a path through an array to JSONata", () => {
  expect(compilePlainPath("$x.a.b")!({ x: { a: [{ b: 1 }] } })).toBe(ASK_JSONATA)
})
