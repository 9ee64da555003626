import type { Test } from "./compound.ts"
import type { PatternReader } from "./pattern-reader.ts"

/** What is compared: a text, and the number that it is, if it is one. */
export type Operand = { readonly text: string; readonly number: number | null }

const OPERATOR = /^(!=|>=|<=|=|>|<)/
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i
/** Of a value without quotes. Strictly, AWS has all but letters, digits and _ in quotes; its own examples have `*.html*`. */
const BARE = /^[^\s(){}[\]&|=!<>",%]+/

/** The number that a text is, or null. */
export function toNumber(text: string): number | null {
  return NUMBER.test(text) ? Number(text) : null
}

/**
 * An operator and what follows it; null where no operator comes next. Numbers are compared in whatever order, texts are only
 * equal or not: `*` in them is any characters, and `%…%` a regular expression.
 */
export function readComparison(reader: PatternReader): Test<Operand> | null {
  const operator = reader.take(OPERATOR)?.[0]
  if (operator === undefined) return null
  const regex = reader.takeRegex()
  const { number, test } = regex === null ? readEqual(reader) : { number: null, test: ofText(regex) }
  if (operator === "=") return test
  if (operator === "!=") return (operand) => !test(operand)
  if (number === null) return reader.fail(`a number after ${operator}`)
  return ({ number: found }) => found !== null && isInOrder(operator, found, number)
}

function isInOrder(operator: string, found: number, number: number): boolean {
  if (operator === ">") return found > number
  if (operator === "<") return found < number
  return operator === ">=" ? found >= number : found <= number
}

function ofText(matches: Test<string>): Test<Operand> {
  return ({ text }) => matches(text)
}

function readEqual(reader: PatternReader): { readonly number: number | null; readonly test: Test<Operand> } {
  const quoted = reader.take(/^"((?:[^"\\]|\\.)*)"/)
  const text = quoted?.[1]?.replaceAll(/\\(.)/g, "$1") ?? reader.take(BARE)?.[0] ?? reader.fail("a value")
  const number = quoted === null ? toNumber(text) : null
  const matches = matchStars(text)
  return {
    number,
    test: ({ text: found, number: foundNumber }) =>
      number !== null && foundNumber !== null ? foundNumber === number : matches(found),
  }
}

/** `*` is any characters; each part is looked for after the one before, so it takes linear time. */
function matchStars(text: string): Test<string> {
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
