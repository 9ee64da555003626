import fc from "fast-check"
import { expect, it } from "vitest"
import { makeApart } from "./apart.ts"
import { makeEvaluator } from "./evaluator.ts"

const evaluator = makeEvaluator({ uuid: () => "u", random: () => 0 })
const evaluate = async (text: string, bindings: Record<string, unknown>) =>
  evaluator.evaluate(`{% ${text} %}`, bindings, "F")
const apart = makeApart()

const path = fc.constantFrom("$x", "$x.a", "$x.a.b", "$y", "$x[0]", "$x.a[b = 1]", "$x[-1]", "$y[a = $z]")
const expression = fc.letrec<{ text: string }>((tie) => ({
  text: fc.oneof(
    { maxDepth: 3 },
    path,
    fc.constantFrom("1", "'a'", "null", "true", "[]", "$z"),
    fc
      .tuple(tie("text"), fc.constantFrom("=", "&", "in", "and", "<"), tie("text"))
      .map((p) => `(${p.join(" ")})`),
    fc
      .tuple(fc.constantFrom("count", "string", "exists", "type", "append"), tie("text"))
      .map(([f, t]) => (f === "append" ? `$append(${t}, ${t})` : `$${f}(${t})`)),
    tie("text").map((text) => `[${text}, 1]`),
    tie("text").map((text) => `{"k": ${text}}`),
  ),
})).text
const json = fc.jsonValue({ maxDepth: 3, noUnicodeString: true } as fc.JsonSharedConstraints)

it("answers the same in this thread as in one of its own", async () => {
  await fc.assert(
    fc.asyncProperty(expression, json, json, async (text, x, y) => {
      const bindings = { x, y, z: 1 }
      const there = await apart({ text, bindings })
      const here = await evaluate(text, bindings).then(
        (value) => ({ type: "value", value: value as unknown }),
        (error: Error) => error.message,
      )
      if (there.type === "value" && there.value !== undefined)
        expect(JSON.stringify(here)).toBe(JSON.stringify(there))
      else if (there.type === "failed") expect(here).toContain(there.description)
      else expect(here).toMatch(/returned (nothing|an unsupported)/)
    }),
    { numRuns: 300 },
  )
})
