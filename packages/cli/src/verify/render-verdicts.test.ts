import type { Judged } from "@mapfold/functions/verify/verify"
import { describe, expect, it } from "vitest"
import { exitCodeOf } from "./exit-code-of.ts"
import { renderVerdicts } from "./render-verdicts.ts"

const judged = (name: string, verdict: Judged["verdict"], answered = "so it is"): Judged => ({
  ...{ name, verdict, answered },
  claim: `AWS does ${name}`,
})

describe("verdicts", () => {
  it("are a line each, with their number, and a sum", () => {
    expect(renderVerdicts([judged("one", "held"), judged("other", "unchecked", "no way to")])).toBe(
      [
        " 1  held                  one    so it is",
        " 2  could not be checked  other  no way to",
        "",
        "2 assumptions: 1 held, 0 did not hold, 1 could not be checked",
        "",
      ].join("\n"),
    )
  })

  it("say in full what AWS answered where it is otherwise, and what was assumed", () => {
    const long = "x".repeat(200)
    const text = renderVerdicts([judged("one", "broken", long), judged("two", "held", long)])
    expect(text).toContain(` 1  did not hold  one  ${long}\n`.replace("hold  one", "hold          one"))
    expect(text).toContain(`${"x".repeat(120)}…`)
    expect(text).toContain("one was: AWS does one.")
  })

  it("show no control characters that an answer may have", () => {
    expect(renderVerdicts([judged("one", "held", "a\u001b[2Jb")])).toContain("a\\u001b[2Jb")
  })
})

describe("the exit code", () => {
  it("is 0 where all that could be checked held", () => {
    expect(exitCodeOf([judged("one", "held"), judged("two", "unchecked")], [])).toBe(0)
  })

  it("is 1 where something did not hold", () => {
    expect(exitCodeOf([judged("one", "held"), judged("two", "broken")], [])).toBe(1)
  })

  it("is 1 where a step came to nothing", () => {
    expect(exitCodeOf([judged("one", "held")], ["the step came to nothing"])).toBe(1)
  })
})
