import fc from "fast-check"
import { expect, it } from "vitest"
import { parseMachine } from "./asl/machine.ts"
import { definition } from "./definition.ts"

type Node = { [field: string]: unknown }

/** Fields whose content is the author's own: there, any name is known except JSONPath's. */
const TEMPLATES = new Set(["Payload", "Assign", "Output", "ItemSelector", "BatchInput"])

const makeDefinition = () =>
  definition({
    functions: { prepare: "p", process: "q", reduce: "r" },
    buckets: { input: "in", output: "out" },
  })

/** Every object within the definition, and whether it is part of a template. */
function* objectsIn(value: unknown, template = false): Generator<{ node: Node; template: boolean }> {
  if (typeof value !== "object" || value === null) return
  if (!Array.isArray(value)) yield { node: value as Node, template }
  for (const [field, inner] of Object.entries(value))
    yield* objectsIn(inner, template || TEMPLATES.has(field))
}

const count = [...objectsIn(makeDefinition())].length
const known = new Set([...objectsIn(makeDefinition())].flatMap(({ node }) => Object.keys(node)))
const unknownField = fc
  .string({ minLength: 1, maxLength: 20 })
  .filter((name) => name !== "__proto__" && !known.has(name) && !["Comment", "Version"].includes(name))

it("is refused with one unknown field added to any of its objects", () => {
  fc.assert(
    fc.property(fc.nat({ max: count - 1 }), unknownField, fc.jsonValue(), (at, name, value) => {
      const changed = makeDefinition()
      const { node, template } = [...objectsIn(changed)][at]!
      const field = template ? `${name}.$` : name
      node[field] = value
      expect(() => parseMachine(changed)).toThrow(expect.objectContaining({ name: "InvalidDefinition" }))
    }),
    { numRuns: 300 },
  )
})
