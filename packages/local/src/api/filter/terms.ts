import { invalidParameter } from "../api-error.ts"
import type { Test } from "./compound.ts"

type Term = { readonly kind: "" | "-" | "?"; readonly text: string }

const TERM = /([-?]?)(?:"((?:[^"\\]|\\.)*)"|(\w+))(?=\s|$)\s*/y

/**
 * Terms that must all be there (`ERROR "a phrase"`), that must not (`-DEBUG`), or of which one must be (`?ERROR ?WARN`, ignored
 * beside others). What has other characters than letters, digits and _ is in quotes; blank quotes are everything. Throws
 * InvalidParameterException.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/matching-terms-unstructured-log-events.html
 */
export function readTerms(pattern: string): Test<string> {
  const terms = splitTerms(pattern)
  const of = (kind: Term["kind"]) => terms.filter((term) => term.kind === kind).map(({ text }) => text)
  const [wanted, unwanted, either] = [of(""), of("-"), of("?")]
  if (wanted.length + unwanted.length === 0 && either.length > 0)
    return (message) => either.some((text) => message.includes(text))
  return (message) =>
    wanted.every((text) => message.includes(text)) && !unwanted.some((text) => message.includes(text))
}

function splitTerms(pattern: string): Term[] {
  const text = pattern.trim()
  const terms: Term[] = []
  for (let at = 0; at < text.length; at = TERM.lastIndex) {
    TERM.lastIndex = at
    const found = TERM.exec(text)
    if (found === null) throw invalidTerm(text.slice(at))
    const [, kind, phrase, word] = found
    terms.push({
      kind: kind as Term["kind"],
      text: phrase?.replaceAll(/\\(.)/g, "$1").replace(/^\s+$/, "") ?? word ?? "",
    })
  }
  return terms
}

/** AWS's words. */
function invalidTerm(rest: string): Error {
  const term = /^[-?]?"/.test(rest) ? rest : (/[^\w\s]+/.exec(rest.replace(/^[-?](?=\w)/, ""))?.[0] ?? rest)
  const advice = "what has other characters than letters, digits and _ must be in double quotes"
  return invalidParameter(`Invalid filter pattern: Invalid character(s) in term '${term}'; ${advice}`)
}
