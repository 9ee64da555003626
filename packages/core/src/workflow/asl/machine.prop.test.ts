import fc from "fast-check"
import { expect, it } from "vitest"
import { InvalidDefinition } from "../errors.ts"
import { parseMachine } from "./machine.ts"

/** Every kind of state, and most fields, so that a small change meets something. */
const WHOLE = {
  QueryLanguage: "JSONata",
  StartAt: "Choose",
  TimeoutSeconds: 60,
  States: {
    Choose: {
      Type: "Choice",
      Choices: [{ Condition: "{% $states.input.a %}", Next: "Wait", Assign: { x: 1 } }],
      Default: "Call",
    },
    Wait: { Type: "Wait", Seconds: "{% 1 %}", Next: "Call" },
    Call: {
      Type: "Task",
      Resource: "arn:aws:states:::lambda:invoke",
      Arguments: { FunctionName: "f", Payload: { a: ["{% $x %}"] } },
      TimeoutSeconds: 9,
      HeartbeatSeconds: 3,
      Retry: [{ ErrorEquals: ["States.ALL"], IntervalSeconds: 1, BackoffRate: 2 }],
      Catch: [{ ErrorEquals: ["States.ALL"], Output: { e: "{% $states.errorOutput %}" }, Next: "Failed" }],
      Next: "Both",
    },
    Both: {
      Type: "Parallel",
      Branches: [{ StartAt: "P", States: { P: { Type: "Pass", Output: "{% 1 %}", End: true } } }],
      Next: "Map",
    },
    Map: {
      Type: "Map",
      Label: "L",
      ItemReader: {
        Resource: "arn:aws:states:::s3:getObject",
        Arguments: { Bucket: "b", Key: "k" },
        ReaderConfig: { InputType: "CSV", CSVHeaderLocation: "GIVEN", CSVHeaders: ["a"] },
      },
      ItemBatcher: { MaxItemsPerBatch: 5, BatchInput: { a: 1 } },
      ItemProcessor: {
        ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
        StartAt: "I",
        States: { I: { Type: "Succeed" } },
      },
      ResultWriter: { WriterConfig: { Transformation: "COMPACT", OutputType: "JSONL" } },
      End: true,
    },
    Failed: { Type: "Fail", Error: "E", Cause: "{% 'c' %}" },
  },
}

/** Each is a name or a value that a definition may hold, or one that JavaScript holds dear. */
const word = fc.constantFrom(
  ...["Type", "Next", "End", "States", "StartAt", "Output", "Assign", "Items", "Map", "Pass", "Task", "Fail"],
  ...[
    "__proto__",
    "constructor",
    "toString",
    "",
    "{% 1 %}",
    "{%",
    "%}",
    "a.$",
    "$.a",
    "states",
    "\u0000",
    "😀",
  ],
)
const json = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5 },
    word,
    fc.jsonValue({ maxDepth: 1 }),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.array(fc.tuple(word, tie("value")), { maxLength: 4 }).map(asObject),
  ),
})).value

/** As JSON.parse makes it: `__proto__` is a field like any other. */
function asObject(fields: [string, unknown][]): unknown {
  return JSON.parse(`{${fields.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`)}}`)
}

/** Refuses by name or accepts; anything else fails the test. */
function accepts(definition: unknown): boolean {
  try {
    parseMachine(definition)
    return true
  } catch (error) {
    expect(error).toBeInstanceOf(InvalidDefinition)
    expect((error as InvalidDefinition).problems.length).toBeGreaterThan(0)
    return false
  }
}

it("refuses or accepts whatever JSON it is given", () => {
  fc.assert(
    fc.property(json, (value) => void accepts(value)),
    { numRuns: 2_000 },
  )
})

it("refuses or accepts a machine with anything put anywhere in it", () => {
  expect(accepts(WHOLE)).toBe(true)
  const places = [...placesIn(WHOLE)]
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(places.length - 1), word, json), { maxLength: 4 }), (changes) => {
      const changed = structuredClone(WHOLE)
      for (const [place, name, value] of changes) put(changed, [...places[place]!, name], value)
      accepts(changed)
    }),
    { numRuns: 2_000 },
  )
})

it("refuses a machine without any one of the fields that it needs, and never takes one for another", () => {
  const optional = new Set(["TimeoutSeconds", "Assign", "Default", "Output", "Label", "HeartbeatSeconds"])
  const places = [...placesIn(WHOLE)].filter(([first, second]) => first === "States" && second === "Call")
  const field = fc.constantFrom(...places.filter((place) => place.length === 3))
  fc.assert(
    fc.property(field, json, (place, value) => {
      fc.pre(!optional.has(String(place[2])))
      const changed = structuredClone(WHOLE)
      put(changed, place, { ...asRecord(value), Surprise: 1 })
      if (place[2] !== "Arguments") expect(accepts(changed)).toBe(false)
    }),
  )
})

function asRecord(value: unknown): object {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value : {}
}

function* placesIn(value: unknown, path: string[] = []): Generator<string[]> {
  yield path
  if (typeof value !== "object" || value === null) return
  for (const [name, field] of Object.entries(value)) yield* placesIn(field, [...path, name])
}

/** Does nothing where an earlier change left no place for it. */
function put(target: unknown, path: readonly string[], value: unknown): void {
  let at: unknown = target
  for (const name of path.slice(0, -1)) at = Object(at)[name]
  if (typeof at !== "object" || at === null) return
  Object.defineProperty(at, path.at(-1)!, { value, enumerable: true, configurable: true, writable: true })
}
