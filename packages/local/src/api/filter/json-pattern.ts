import { invalidParameter } from "../api-error.ts"
import { readSelector } from "./json-selector.ts"
import { readRegex } from "./regex.ts"

/** Whether the value of a JSON message is wanted. */
type ValueTest = (value: unknown) => boolean

const OPERATOR = /^(!=|>=|<=|=|>|<)/
const WORDS = /^(IS\s+(NULL|TRUE|FALSE)|NOT\s+EXISTS?)(?![A-Za-z])/i
const IS: Readonly<Record<string, unknown>> = { NULL: null, TRUE: true, FALSE: false }
const NUMBER = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i

/**
 * `{ ($.type = "TaskFailed" || $.id > 5) && $.details.name NOT EXISTS }`: && binds stronger than ||. A text may have `*` for
 * any characters, and `%…%` is a regular expression. A field that is not there fulfils nothing but NOT EXISTS; a message that
 * is no JSON fulfils nothing. Throws InvalidParameterException.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/matching-terms-json-log-events.html
 */
export function readJsonPattern(pattern: string): (message: string) => boolean {
  const reader = makeReader(pattern)
  reader.expect("{")
  const test = readEither(reader)
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

function makeReader(pattern: string) {
  let at = 0
  const skip = () => {
    while (/\s/.test(pattern[at] ?? "")) at++
  }
  const fail = (wanted: string): never => {
    throw invalidParameter(`Invalid filter pattern: ${wanted} is wanted at character ${at + 1} of ${pattern}`)
  }
  const take = (regex: RegExp): RegExpExecArray | null => {
    skip()
    const found = regex.exec(pattern.slice(at))
    if (found !== null) at += found[0].length
    return found
  }
  const takes = (text: string): boolean => {
    skip()
    if (!pattern.startsWith(text, at)) return false
    at += text.length
    return true
  }
  return {
    take,
    takes,
    fail,
    expect(text: string): void {
      if (!takes(text)) fail(`"${text}"`)
    },
    expectEnd(): void {
      skip()
      if (at < pattern.length) fail("the end")
    },
  }
}

type Reader = ReturnType<typeof makeReader>

function readEither(reader: Reader): ValueTest {
  const tests = [readAll(reader)]
  while (reader.takes("||")) tests.push(readAll(reader))
  return (value) => tests.some((test) => test(value))
}

function readAll(reader: Reader): ValueTest {
  const tests = [readOne(reader)]
  while (reader.takes("&&")) tests.push(readOne(reader))
  return (value) => tests.every((test) => test(value))
}

function readOne(reader: Reader): ValueTest {
  if (reader.takes("(")) {
    const inner = readEither(reader)
    reader.expect(")")
    return inner
  }
  const select = readSelector(reader)
  const words = reader.take(WORDS)
  if (words !== null) {
    const wanted = words[2]?.toUpperCase()
    return wanted === undefined
      ? (value) => select(value) === undefined
      : (value) => select(value) === IS[wanted]
  }
  const operator = reader.take(OPERATOR)?.[0] ?? reader.fail("an operator, IS or NOT EXISTS")
  const test = readComparison(reader, operator)
  return (value) => {
    const found = select(value)
    return found !== undefined && found !== null && typeof found !== "object" && test(found)
  }
}

/** Of numbers with numbers, in whatever order; of texts only whether they are equal. */
function readComparison(reader: Reader, operator: string): ValueTest {
  const equals = readEqual(reader)
  if (operator === "=") return equals.test
  if (operator === "!=") return (value) => !equals.test(value)
  const { number } = equals
  if (number === null) return reader.fail(`a number after ${operator}`)
  return (value) => {
    if (typeof value !== "number") return false
    if (operator === ">") return value > number
    if (operator === "<") return value < number
    return operator === ">=" ? value >= number : value <= number
  }
}

type Equal = { readonly number: number | null; readonly test: ValueTest }

function readEqual(reader: Reader): Equal {
  const regex = reader.take(/^%([^%]*)%/)
  if (regex !== null) {
    const matches = readRegex(regex[1]!)
    return { number: null, test: (value) => matches(String(value)) }
  }
  const quoted = reader.take(/^"((?:[^"\\]|\\.)*)"/)
  const text =
    quoted?.[1]?.replaceAll(/\\(.)/g, "$1") ?? reader.take(/^[^\s(){}&|="]+/)?.[0] ?? reader.fail("a value")
  const number = quoted === null && NUMBER.test(text) ? Number(text) : null
  const matches = matchStars(text)
  return {
    number,
    test: (value) =>
      typeof value === "number" && number !== null ? value === number : matches(String(value)),
  }
}

/** `*` is any characters; each part is looked for after the one before, so it takes linear time. */
function matchStars(text: string): (value: string) => boolean {
  const parts = text.split("*")
  const first = parts[0]!
  const last = parts.at(-1)!
  if (parts.length === 1) return (value) => value === text
  return (value) => {
    if (!value.startsWith(first) || !value.endsWith(last)) return false
    let at = first.length
    for (const part of parts.slice(1, -1)) {
      const found = value.indexOf(part, at)
      if (found === -1) return false
      at = found + part.length
    }
    return at + last.length <= value.length
  }
}
