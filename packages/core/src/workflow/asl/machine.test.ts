import { describe, expect, it } from "vitest"
import { parseMachine } from "./machine.ts"

const pass = { Type: "Pass", End: true }

function machine(states: Record<string, unknown>, startAt = Object.keys(states)[0]): unknown {
  return { QueryLanguage: "JSONata", StartAt: startAt, States: states }
}

const INVOKE = "arn:aws:states:::lambda:invoke"
const S3 = "arn:aws:states:::aws-sdk:s3:"

function task(fields: Record<string, unknown>): unknown {
  return { Type: "Task", End: true, ...fields }
}

function inline(fields: Record<string, unknown>): unknown {
  return { Type: "Map", ItemProcessor: { StartAt: "P", States: { P: pass } }, End: true, ...fields }
}

function config(Transformation: string): unknown {
  return { Transformation, OutputType: "JSON" }
}

function reader(ReaderConfig: unknown): unknown {
  return distributed({
    ItemReader: {
      Resource: "arn:aws:states:::s3:getObject",
      Arguments: { Bucket: "b", Key: "k" },
      ReaderConfig,
    },
  })
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
    ["a label with what ARNs take", distributed({ Label: "a.b+c=d@e(f)!'g" })],
    ["the tolerance of an inline Map", inline({ ToleratedFailureCount: 1, ToleratedFailurePercentage: 5 })],
    ["an object as a distributed Map's items", distributed({ Items: { a: 1, b: "{% 2 %}" } })],
    ["results in the state's output", distributed({ ResultWriter: { WriterConfig: config("FLATTEN") } })],
    ["whole Arguments that are an expression", task({ Resource: INVOKE, Arguments: "{% $a %}" })],
    [
      "a task of S3",
      task({ Resource: `${S3}listObjectsV2`, Arguments: { Bucket: "b", MaxKeys: "{% 1 %}" } }),
    ],
    ["a variable in any script", { ...pass, Assign: { größe_2: 1, 変数: 2 } }],
    ["a time with an offset", { Type: "Wait", Timestamp: "2024-02-29T23:59:59.123456+05:30", End: true }],
  ])("takes %s", (_, state) => {
    expect(() => parseMachine(machine({ S: state }))).not.toThrow()
  })

  it("takes a condition that is no expression", () => {
    const choice = { Type: "Choice", Choices: [{ Condition: true, Next: "E" }], Default: "S" }
    expect(() => parseMachine(machine({ S: choice, E: pass }))).not.toThrow()
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
      "a distributed Map within EXPRESS children",
      machine({
        S: distributed({
          ItemProcessor: {
            ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "EXPRESS" },
            StartAt: "T",
            States: { T: inline({ ItemProcessor: { StartAt: "U", States: { U: distributed({}) } } }) },
          },
        }),
      }),
      'state "T" › ItemProcessor › state "U": is a DISTRIBUTED map within EXPRESS children',
    ],
    [
      "a machine that nothing ends",
      machine({ A: { ...pass, End: undefined, Next: "B" }, B: { ...pass, End: undefined, Next: "A" } }),
      "States: no state ends it: one must have End, or be a Succeed or Fail",
    ],
    [
      "a name of two states in different branches",
      machine({
        S: {
          Type: "Parallel",
          Branches: [1, 2].map(() => ({ StartAt: "B", States: { B: pass } })),
          End: true,
        },
      }),
      'state "S" › Branches[1] › state "B": has a name that another state has too',
    ],
    [
      "a name of a state within another that has it too",
      machine({ P: inline({}) }),
      'state "P" › ItemProcessor › state "P": has a name that another state has too',
    ],
    [
      "a Label used twice",
      machine({
        S: distributed({ Label: "L", End: undefined, Next: "T" }),
        T: inline({
          ItemProcessor: { StartAt: "U", States: { U: distributed({ Label: "L" }) } },
        }),
      }),
      'state "T" › ItemProcessor › state "U" › Label: its Label "L" is another Map\'s too',
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
      "a task that waits for another",
      machine({ S: task({ Resource: "arn:aws:states:::states:startExecution.sync:2" }) }),
      'state "S" › Resource: waits for another\'s answer, which is not supported',
    ],
    [
      "an argument that no resource takes",
      machine({ S: task({ Resource: `${S3}getObject`, Arguments: { Bucket: "b", Key: "k", Rnage: "1" } }) }),
      'state "S" › Arguments: unknown field "Rnage"',
    ],
    [
      "a task without what it needs",
      machine({ S: task({ Resource: `${S3}getObject`, Arguments: { Bucket: "b" } }) }),
      'state "S" › Arguments › Key',
    ],
    [
      "a heartbeat as long as the timeout",
      machine({ S: task({ Resource: INVOKE, TimeoutSeconds: 5, HeartbeatSeconds: 5 }) }),
      'state "S" › HeartbeatSeconds: must be less than TimeoutSeconds',
    ],
    [
      "objects that are read as they are listed",
      machine({
        S: distributed({
          ItemReader: {
            Resource: "arn:aws:states:::s3:listObjectsV2",
            Arguments: { Bucket: "b" },
            ReaderConfig: { Transformation: "LOAD_AND_FLATTEN" },
          },
        }),
      }),
      "Transformation: is supported as NONE only: let the child that is handed an object read it",
    ],
    [
      "a pointer that is none",
      machine({ S: reader({ InputType: "JSON", ItemsPointer: "data.items" }) }),
      "ItemsPointer: is no JSON Pointer, such as /data/items",
    ],
    ["Parquet", machine({ S: reader({ InputType: "PARQUET" }) }), "Parquet objects are not read"],
    ["a manifest", machine({ S: reader({ InputType: "MANIFEST" }) }), "manifests of S3 Inventory or Athena"],
    ["an unknown input", machine({ S: reader({ InputType: "XML" }) }), "must be JSON, JSONL or CSV"],
    [
      "an object as an inline Map's items",
      machine({ S: inline({ Items: { a: 1 } }) }),
      'state "S" › Items: must be an array in an inline map',
    ],
    [
      "a result writer that writes nothing",
      machine({ S: distributed({ ResultWriter: {} }) }),
      'state "S" › ResultWriter: needs Resource and Arguments, or WriterConfig, or all three',
    ],
    [
      "a variable of AWS's own name",
      machine({ S: { ...pass, Assign: { states: 1 } } }),
      'state "S" › Assign: "states" is reserved',
    ],
    [
      "a variable that is no name",
      machine({ S: { ...pass, Assign: { "a-b": 1 } } }),
      'state "S" › Assign: "a-b" is no name of a variable',
    ],
    [
      "a day that is none",
      machine({ S: { Type: "Wait", Timestamp: "2025-02-29T00:00:00Z", End: true } }),
      'state "S" › Timestamp: is no date and time',
    ],
    [
      "a definition that is nested too deep",
      machine({ S: { ...pass, Output: JSON.parse(`${"[".repeat(5_000)}${"]".repeat(5_000)}`) } }),
      "is nested deeper than 200",
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
