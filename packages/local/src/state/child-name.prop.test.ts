import fc from "fast-check"
import { expect, it } from "vitest"
import { idInName, nameChild } from "./child-name.ts"

it("holds the child's id, whatever the random part", () => {
  fc.assert(
    fc.property(fc.nat(Number.MAX_SAFE_INTEGER), fc.uuid({ version: 4 }), (id, random) => {
      const name = nameChild(id, random)
      expect(name).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
      expect(idInName(name)).toBe(id)
      expect(name.slice(17)).toBe(random.slice(17))
    }),
  )
})

it("is no name of ours where it is another", () => {
  expect(nameChild(1, "uuid-1")).toBe("uuid-1")
  expect(idInName("uuid-1")).toBeNull()
  expect(idInName("3f1f3a0e-5b0a-4c5e-9f59-0a4a3f4a3f4a")).toBeNull()
})
