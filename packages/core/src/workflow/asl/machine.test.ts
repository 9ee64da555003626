import { describe, expect, it } from "vitest"
import { parseMachine } from "./machine.ts"

const pass = { Type: "Pass", End: true }

function machine(states: Record<string, unknown>, startAt = Object.keys(states)[0]): unknown {
  return { QueryLanguage: "JSONata", StartAt: startAt, States: states }
}

function distributed(fields: Record<string, unknown>): unknown {
  return {
    Type: "Map",
    ItemProcessor: {
      ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "EXPRESS" },
      StartAt: "P",
      States: { P: pass },
    },
    End: true,
    ...fields,
  }
}

describe("parseMachine", () => {
  it.each([
    ["Pass", { ...pass, Output: { a: "{% $states.input %}" }, Assign: { x: 1 } }],
    ["Task", { Type: "Task", Resource: "arn:aws:lambda:eu-west-1:1:function:f", Arguments: [1], End: true }],
    ["Succeed", { Type: "Succeed", Output: [null] }],
    ["Fail", { Type: "Fail", Error: "E", Cause: "{% 'c' %}" }],
    ["Wait", { Type: "Wait", Seconds: "{% 1 %}", End: true }],
    ["Parallel", { Type: "Parallel", Branches: [{ StartAt: "B", States: { B: pass } }], End: true }],
    [
      "Map",
      { Type: "Map", Items: [1, "{% 2 %}"], ItemProcessor: { StartAt: "I", States: { I: pass } }, End: true },
    ],
    ["a distributed Map", distributed({ Label: "L", ToleratedFailurePercentage: 2.5 })],
  ])("takes %s", (_, state) => {
    expect(() => parseMachine(machine({ S: state }))).not.toThrow()
  })

  it.each([
    ["an unknown field", machine({ S: { ...pass, Colour: "red" } }), 'state "S": unknown field "Colour"'],
    ["a JSONPath field", machine({ S: { ...pass, InputPath: "$.a" } }), 'state "S": "InputPath" is JSONPath'],
    [
      "a JSONPath template",
      machine({ S: { ...pass, Output: { "a.$": "$.b" } } }),
      'state "S" › Output: "a.$" is JSONPath',
    ],
    ["a JSONPath state", { StartAt: "S", States: { S: pass } }, 'state "S": is in JSONPath, the default'],
    ["a Next to nowhere", machine({ S: { Type: "Pass", Next: "T" } }), 'state "S": there is no state "T"'],
    ["a StartAt to nowhere", machine({ S: pass }, "T"), 'StartAt: there is no state "T"'],
    ["a state that nothing leads to", machine({ S: pass, T: pass }), 'state "T": nothing leads to it'],
    ["a state with no end", machine({ S: { Type: "Pass" } }), 'state "S": needs either Next or End'],
    ["an unclosed expression", machine({ S: { ...pass, Output: "{% 1" } }), "does not end with %}"],
    [
      "an expression as Next",
      machine({ S: { Type: "Pass", Next: "{% 'S' %}" } }),
      "no {% %} is allowed here",
    ],
    ["an expression as Label", machine({ S: distributed({ Label: "{% 'a' %}" }) }), 'state "S" › Label'],
    ["a long Label", machine({ S: distributed({ Label: "x".repeat(41) }) }), "has at most 40 characters"],
    [
      "a Label used twice",
      machine({
        S: distributed({ Label: "L", End: undefined, Next: "T" }),
        T: distributed({ Label: "L" }),
      }),
      'state "T" › Label: its Label "L" is another Map\'s too',
    ],
    [
      "a reader in an inline Map",
      machine({ S: distributed({ ItemProcessor: { StartAt: "P", States: { P: pass } }, Label: "L" }) }),
      'state "S" › Label: belongs to a DISTRIBUTED map only',
    ],
    [
      "a resource it cannot call",
      machine({ S: { Type: "Task", Resource: "arn:aws:states:::sqs:sendMessage", End: true } }),
      'state "S" › Resource: is not supported',
    ],
    [
      "States.ALL before another rule",
      machine({
        S: {
          Type: "Task",
          Resource: "arn:aws:lambda:eu-west-1:1:function:f",
          Retry: [{ ErrorEquals: ["States.ALL"] }, { ErrorEquals: ["A"] }],
          End: true,
        },
      }),
      'state "S" › Retry: the rule for States.ALL must be the last',
    ],
    [
      "a field of a state within a state",
      machine({ S: distributed({ ItemProcessor: { StartAt: "P", States: { P: { ...pass, Foo: 1 } } } }) }),
      'state "S" › ItemProcessor › state "P": unknown field "Foo"',
    ],
  ])("refuses %s", (_, definition, message) => {
    expect(() => parseMachine(definition)).toThrow(message)
  })

  it("lists every problem at once", () => {
    const definition = machine({ S: { ...pass, A: 1, B: 2 } })
    expect(() => parseMachine(definition)).toThrow(/"A"[\s\S]*"B"/)
  })
})
