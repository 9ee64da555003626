import { invalidParameter } from "../api-error.ts"
import { type RegexTest, readRegex } from "./regex.ts"

/** Reads a filter pattern from its start to its end. What fails throws InvalidParameterException. */
export type PatternReader = {
  /** What comes next, after white space, if the expression (which begins with ^) finds it there. */
  take(regex: RegExp): RegExpExecArray | null
  takes(text: string): boolean
  /** A regular expression between percent signs, if one comes next. */
  takeRegex(): RegexTest | null
  expect(text: string): void
  expectEnd(): void
  fail(wanted: string): never
  /** Counts what a pattern may have only so many of. */
  count(what: string, most: number): void
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html */
const MAX_REGEXES = 2

export function makePatternReader(pattern: string): PatternReader {
  const counts = new Map<string, number>()
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
  const count = (what: string, most: number): void => {
    const counted = (counts.get(what) ?? 0) + 1
    counts.set(what, counted)
    if (counted > most)
      throw invalidParameter(`Invalid filter pattern: it has more than ${most} ${what}: ${pattern}`)
  }
  return {
    take,
    takes,
    fail,
    count,
    takeRegex() {
      const found = take(/^%([^%]*)%/)
      if (found === null) return null
      count("regular expressions", MAX_REGEXES)
      return readRegex(found[1]!)
    },
    expect(text) {
      if (!takes(text)) fail(`"${text}"`)
    },
    expectEnd() {
      skip()
      if (at < pattern.length) fail("the end")
    },
  }
}
