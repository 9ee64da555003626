import type { Test } from "./compound.ts"
import { readJsonPattern } from "./json-pattern.ts"
import { readRegex } from "./regex.ts"
import { readSpacePattern } from "./space-pattern.ts"
import { readTerms } from "./terms.ts"

/**
 * Whether a message is wanted by a filter pattern: terms, `%a regular expression%`, `{ $.type = "TaskFailed" }` for messages
 * that are JSON, or `[level = ERROR, ...]` for such as have fields between spaces. Throws InvalidParameterException.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
export function readFilterPattern(pattern: string): Test<string> {
  const text = pattern.trim()
  if (text.startsWith("{")) return readJsonPattern(text)
  if (text.startsWith("[")) return readSpacePattern(text)
  if (/^%.*%$/s.test(text)) return readRegex(text.slice(1, -1))
  return readTerms(text)
}
