import { expect, it } from "vitest"
import { checkDefinition } from "./check-definition.ts"

const machine = (fields: object) =>
  JSON.stringify({
    QueryLanguage: "JSONata",
    StartAt: "A",
    States: { A: { Type: "Pass", End: true, ...fields } },
  })

it("answers a definition as it was written", () => {
  const definition = ` ${machine({ Output: "{% $states.input.a %}" })}`
  expect(checkDefinition(definition)).toBe(definition)
})

it.each([
  ["no JSON", "{", "INVALID_JSON_DESCRIPTION: "],
  ["an unknown field", machine({ Colour: 1 }), 'SCHEMA_VALIDATION_FAILED: state "A": unknown field "Colour"'],
  [
    "an expression that does not parse",
    machine({ Output: "{% 1 + %}" }),
    'SCHEMA_VALIDATION_FAILED: state "A" › Output: {% 1 + %} is no JSONata: S0207',
  ],
  [
    "a result where there is none",
    machine({ Output: "{% $states.result %}" }),
    'SCHEMA_VALIDATION_FAILED: state "A" › Output: {% $states.result %} uses $states.result',
  ],
])("refuses %s before anything runs", (_, definition, message) => {
  expect(() => checkDefinition(definition)).toThrow(`Invalid State Machine Definition: '${message}`)
})
