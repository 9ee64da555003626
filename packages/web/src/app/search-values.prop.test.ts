import * as fc from "fast-check"
import { expect, test } from "vitest"
import { parseSearch, stringifySearch } from "./search-values.ts"

test("an address brings any text back as it was, whatever is in it", () => {
  const text = fc.string({ unit: "binary" }).map((value) => value.toWellFormed())
  const search = fc.uniqueArray(fc.tuple(text, text), { selector: ([name]) => name, maxLength: 8 })
  fc.assert(
    fc.property(search, (entries) => {
      const values = Object.fromEntries(entries)
      expect(parseSearch(stringifySearch(values))).toEqual(values)
    }),
  )
})
