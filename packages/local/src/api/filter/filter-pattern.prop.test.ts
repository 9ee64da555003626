import fc from "fast-check"
import { expect, it } from "vitest"
import { ApiError } from "../api-error.ts"
import { readFilterPattern } from "./filter-pattern.ts"
import { splitFields } from "./space-fields.ts"

const PIECES = [
  ...[
    "{",
    "}",
    "[",
    "]",
    "(",
    ")",
    "...",
    ",",
    "&&",
    "||",
    "=",
    "!=",
    ">",
    "<=",
    "%",
    '"',
    "\\",
    "?",
    "-",
    "*",
  ],
  ...[
    "$",
    "$.a",
    "$.*",
    "$.a[*]",
    "$.['a']",
    "IS",
    "NULL",
    "NOT EXISTS",
    "a",
    "w1",
    "1e3",
    " ",
    "\n",
    "{,3}",
    "é",
  ],
]
const pattern = fc.oneof(
  fc.string({ unit: fc.constantFrom(...PIECES), maxLength: 60 }),
  fc.string({ unit: fc.constantFrom(...PIECES), maxLength: 40 }).map((text) => `{${text}}`),
  fc.string({ unit: fc.constantFrom(...PIECES), maxLength: 40 }).map((text) => `[${text}]`),
  fc.string({ unit: "binary", maxLength: 100 }),
)
const message = fc.oneof(fc.string({ unit: "binary" }), fc.json(), fc.constant('{"a":["w1",1000]}'))

it("either refuses a pattern as AWS does, or says of any message whether it is wanted", () => {
  fc.assert(
    fc.property(pattern, message, (text, line) => {
      try {
        expect(typeof readFilterPattern(text)(line)).toBe("boolean")
      } catch (error) {
        expect(error).toBeInstanceOf(ApiError)
        expect(error).toMatchObject({ name: "InvalidParameterException", status: 400 })
      }
    }),
    { numRuns: 3_000 },
  )
})

it("finds the fields of a message again, whatever of them is in brackets or quotes", () => {
  const word = fc.stringMatching(/^[^\s"[\]]+$/)
  const phrase = fc.stringMatching(/^[^"[\]]*$/)
  const field = fc.oneof(
    word.map((text) => ({ text, written: text })),
    phrase.map((text) => ({ text, written: `"${text}"` })),
    phrase.map((text) => ({ text, written: `[${text}]` })),
  )
  fc.assert(
    fc.property(fc.array(field), fc.constantFrom(" ", "\t", "   "), (fields, space) => {
      const line = fields.map(({ written }) => written).join(space)
      expect(splitFields(line).map(({ text }) => text)).toStrictEqual(fields.map(({ text }) => text))
    }),
  )
})

it.each([
  ["brackets that nothing closes", "[a, b = 1, ...]", "[ ".repeat(500_000)],
  ["quotes that nothing closes but the last", "[a, b = 1, ...]", '" '.repeat(499_999)],
  ["a repetition that could go back", "%[a-z]*[a-z]*[a-z]*0$%", "a".repeat(200_000)],
  ["many stars", '{ $.a = "*a*a*a*a*a*b" }', JSON.stringify({ a: "a".repeat(1_000_000) })],
])("takes time linear in a message of %s", (_, text, line) => {
  const wanted = readFilterPattern(text)
  const started = performance.now()
  expect(wanted(line)).toBe(false)
  // a quadratic search takes minutes
  expect(performance.now() - started).toBeLessThan(10_000)
})
