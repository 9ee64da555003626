import fc from "fast-check"
import { expect, it } from "vitest"
import { makeEvaluator } from "../jsonata/evaluator.ts"
import { compileFieldPicker } from "./pick-fields.ts"

const field = (name: string) => `{% $states.context.Map.Item.Value.${name} %}`
const name = fc.constantFrom("Key", "Size", "Etag", "constructor", "length", "_x")
const value = fc.oneof(
  fc.string(),
  fc.double(),
  fc.constantFrom(0, -0, true, false, null, [], ["a"], { Key: "nested" }),
)

it("picks what the evaluator selects, or leaves the item to it", async () => {
  const evaluator = makeEvaluator({ uuid: () => "", random: () => 0 } as never)
  await fc.assert(
    fc.asyncProperty(
      fc.dictionary(name, name, { maxKeys: 4, noNullPrototype: true }),
      fc.dictionary(name, value, { noNullPrototype: true }),
      async (chosen, item) => {
        const selector = Object.fromEntries(Object.entries(chosen).map(([to, from]) => [to, field(from)]))
        const picked = compileFieldPicker(selector)!(item)
        if (picked === undefined) return
        const bindings = { states: { context: { Map: { Item: { Index: 0, Value: item } } } } }
        const selected = await evaluator.evaluate(selector, bindings, "ItemSelector")
        expect(JSON.stringify(picked)).toBe(JSON.stringify(selected))
      },
    ),
    { numRuns: 300 },
  )
})

it.each([
  undefined,
  "{% $states.context.Map.Item.Value.Key %}",
  { Key: "{% $states.context.Map.Item.Index %}" },
  { Key: "{% $states.context.Map.Item.Value.Key & 'x' %}" },
  { Key: "{% $states.context.Map.Item.Value.in %}" },
  { Key: { deeper: field("Key") } },
  { Key: "plain" },
])("leaves %j to the evaluator", (selector) => {
  expect(compileFieldPicker(selector)).toBeNull()
})

it("leaves items to the evaluator that lack a field or are no objects", () => {
  const pick = compileFieldPicker({ Key: field("Key") })!
  for (const item of [{}, { Key: null }, { Key: [1] }, { Key: { a: 1 } }, "text", null, ["a"]]) {
    expect(pick(item)).toBeUndefined()
  }
  expect(pick({ Key: "a", Size: 1 })).toEqual({ Key: "a" })
})
