import { LinearRegExp } from "../../jsonata/regex-engine.ts"
import { invalidParameter } from "../api-error.ts"

export type RegexTest = (text: string) => boolean

/** What AWS takes in one: letters, digits, these symbols and operators. A space is in its examples. */
const KNOWN = /^[A-Za-z0-9:_#=@/;,\-^$?[\]{}|\\*+. ]*$/
/** Escaped characters, classes of characters, and how often something may come. */
const PARTS = /\\.|\[(?:\\.|[^\]\\])*\]|\{ *(\d*) *, *(\d*) *\}|\{ *(\d+) *\}/g
/** Of all repetitions together: each makes the expression as much longer, and what it takes to look for it. */
const MAX_REPETITIONS = 1_000

/**
 * Whether a text holds a match, found in time linear in the text. Throws InvalidParameterException.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html#regex-expressions
 */
export function readRegex(source: string): RegexTest {
  const fail = (why: string) => invalidParameter(`%${source}% is no regular expression: ${why}`)
  if (!KNOWN.test(source)) {
    const [unknown] = /[^A-Za-z0-9:_#=@/;,\-^$?[\]{}|\\*+. ]/u.exec(source)!
    throw fail(`${unknown} is not supported, \\xhh stands for a character by its number`)
  }
  let repetitions = 0
  const written = source.replaceAll(PARTS, (part, least?: string, most?: string, exactly?: string) => {
    repetitions += Math.max(Number(least ?? 0), Number(most ?? 0), Number(exactly ?? 0))
    // without a least number JavaScript takes the braces for themselves
    return least === undefined ? part : `{${least === "" ? 0 : least},${most}}`
  })
  if (repetitions > MAX_REPETITIONS) throw fail(`it repeats more than ${MAX_REPETITIONS} times`)
  try {
    const regex = new LinearRegExp(new RegExp(written))
    return (text) => {
      regex.lastIndex = 0
      return regex.exec(text) !== null
    }
  } catch (error) {
    throw fail((error as Error).message)
  }
}
