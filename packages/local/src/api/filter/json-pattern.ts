import { type Operand, readComparison } from "./comparison.ts"
import { readCompound, type Test } from "./compound.ts"
import { readSelector } from "./json-selector.ts"
import { makePatternReader, type PatternReader } from "./pattern-reader.ts"

const WORDS = /^(IS\s+(NULL|TRUE|FALSE)|NOT\s+EXISTS)(?![A-Za-z])/i
const IS: Readonly<Record<string, unknown>> = { NULL: null, TRUE: true, FALSE: false }

/**
 * `{ ($.type = "TaskFailed" || $.id > 5) && $.details.name NOT EXISTS }`. A field that is not there fulfils nothing but NOT
 * EXISTS, an array or object nothing at all; of what a wildcard selects one value must fulfil it. A message that is no JSON
 * fulfils nothing. Throws InvalidParameterException.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/matching-terms-json-log-events.html
 */
export function readJsonPattern(pattern: string): Test<string> {
  const reader = makePatternReader(pattern)
  reader.expect("{")
  const test = readCompound(reader, () => readCondition(reader))
  reader.expect("}")
  reader.expectEnd()
  return (message) => {
    const value = parse(message)
    return value !== undefined && test(value)
  }
}

function parse(message: string): unknown {
  try {
    return JSON.parse(message)
  } catch {
    return undefined
  }
}

function readCondition(reader: PatternReader): Test<unknown> {
  const select = readSelector(reader)
  const words = reader.take(WORDS)
  if (words !== null) {
    const wanted = words[2]?.toUpperCase()
    return wanted === undefined
      ? (value) => select(value).length === 0
      : (value) => select(value).includes(IS[wanted])
  }
  const test = readComparison(reader) ?? reader.fail("an operator, IS or NOT EXISTS")
  return (value) =>
    select(value).some((found) => found !== null && typeof found !== "object" && test(toOperand(found)))
}

function toOperand(value: unknown): Operand {
  return { text: String(value), number: typeof value === "number" ? value : null }
}
