import { invalidParameter } from "../api-error.ts"
import { readJsonPattern } from "./json-pattern.ts"
import { readRegex } from "./regex.ts"

/** Whether a message is wanted. */
export type MessageTest = (message: string) => boolean

type Term = { readonly kind: "" | "-" | "?"; readonly text: string }

/**
 * A filter pattern: terms that must all be there (`ERROR "a phrase"`), that must not (`-DEBUG`), or of which one must be
 * (`?ERROR ?WARN`, ignored beside others, as AWS does); `%regular expression%`; or `{ $.type = "TaskFailed" }`. Throws
 * InvalidParameterException.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
export function readFilterPattern(pattern: string): MessageTest {
  const text = pattern.trim()
  if (text.startsWith("{")) return readJsonPattern(text)
  if (text.startsWith("["))
    throw invalidParameter(
      `this endpoint has no space-delimited patterns; it has words, "phrases", -words, ?words, %regular expressions% and { $.field = value }: ${pattern}`,
    )
  if (/^%.*%$/s.test(text)) return readRegex(text.slice(1, -1))
  return matchTerms(readTerms(text))
}

function readTerms(text: string): Term[] {
  return [...text.matchAll(/([-?]?)(?:"((?:[^"\\]|\\.)*)"|(\S+))/g)].map(([, kind, phrase, word]) => ({
    kind: kind as Term["kind"],
    text: phrase?.replaceAll(/\\(.)/g, "$1") ?? word ?? "",
  }))
}

function matchTerms(terms: readonly Term[]): MessageTest {
  const of = (kind: Term["kind"]) => terms.filter((term) => term.kind === kind).map(({ text }) => text)
  const [wanted, unwanted, either] = [of(""), of("-"), of("?")]
  if (wanted.length + unwanted.length === 0 && either.length > 0)
    return (message) => either.some((text) => message.includes(text))
  return (message) =>
    wanted.every((text) => message.includes(text)) && !unwanted.some((text) => message.includes(text))
}
