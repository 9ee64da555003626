import * as fc from "fast-check"
import { expect, test } from "vitest"
import { makeFirstFew } from "./first-few.ts"

test("keeps what sorting everything would put first, whatever the order of arrival", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(50)), fc.integer({ min: 1, max: 10 }), (values, limit) => {
      const first = makeFirstFew<number>(limit, (left, right) => left - right)
      for (const value of values) first.add(value)
      expect(first.values()).toEqual([...values].sort((left, right) => left - right).slice(0, limit))
    }),
  )
})
