import { execFileSync } from "node:child_process"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { quoteForShell } from "./shell-words.ts"

describe("quoteForShell", () => {
  it("leaves plain words as they are", () => {
    expect(quoteForShell(["mapfold", "run", "--only", "2025/01001099999.csv"])).toBe(
      "mapfold run --only 2025/01001099999.csv",
    )
  })

  it("quotes what a shell would take apart", () => {
    expect(quoteForShell(["a b", "it's", "#1", ""])).toBe(`'a b' 'it'\\''s' '#1' ''`)
  })

  it("shows a line end as \\n", () => {
    expect(quoteForShell(["a\nb"])).toBe("$'a\\nb'")
  })

  it("gives bash back any words, on one line", () => {
    const word = fc.string({ unit: "binary" }).filter((text) => !text.includes("\0") && text.isWellFormed())
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 5 }), (words) => {
        const quoted = quoteForShell(words)
        expect(quoted).not.toMatch(/[\p{Cc}]/u)
        const printed = execFileSync("bash", ["-c", `printf '%s\\0' ${quoted}`], { encoding: "utf8" })
        expect(printed.split("\0").slice(0, -1)).toEqual(words)
      }),
      { numRuns: 60 },
    )
  })
})
