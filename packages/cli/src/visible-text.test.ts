import { describe, expect, it } from "vitest"
import { makeVisible } from "./visible-text.ts"

describe("makeVisible", () => {
  it("shows what a terminal would obey", () => {
    expect(makeVisible("a\nb\u001b[2Jc\u0000\u202e")).toBe("a\\nb\\u001b[2Jc\\u0000\\u202e")
  })

  it("leaves letters, signs and emoji as they are", () => {
    const text = 'ÅÄ 気温 👩‍🔬 # % "x"'
    expect(makeVisible(text)).toBe(text)
  })
})
