import { createRequire } from "node:module"
import type { RE2JS } from "re2js"

const require = createRequire(import.meta.url)

/** Loaded by the first regular expression, in 10 to 30 ms: most machines, Mapfold's own among them, have none. */
const re2 = () => require("re2js") as typeof import("re2js")

/** By the expression as it was parsed: a regular expression is compiled once, however often it is evaluated. */
const compiled = new WeakMap<RegExp, RE2JS>()

/**
 * Matches in time linear in the text, whatever the pattern: RE2 has no look-around and no back references, for which it
 * does not go back. Throws where the pattern has them.
 */
export class LinearRegExp {
  lastIndex = 0
  readonly source: string
  readonly #pattern: RE2JS

  constructor(regex: RegExp) {
    this.source = regex.source
    this.#pattern = compile(regex)
  }

  /** As a RegExp with the flag g does. */
  exec(text: string): RegExpExecArray | null {
    const matcher = this.#pattern.matcher(text)
    if (!matcher.find(this.lastIndex)) {
      this.lastIndex = 0
      return null
    }
    this.lastIndex = matcher.end()
    const groups = Array.from({ length: matcher.groupCount() + 1 }, (_, at) => matcher.group(at) ?? undefined)
    return Object.assign(groups as string[] as RegExpExecArray, { index: matcher.start(), input: text })
  }
}

/** Whether RE2 knows all of the pattern. */
export function isLinearPattern(regex: RegExp): boolean {
  try {
    compile(regex)
    return true
  } catch {
    return false
  }
}

function compile(regex: RegExp): RE2JS {
  const { RE2JS } = re2()
  const known = compiled.get(regex)
  if (known !== undefined) return known
  const flags = (regex.ignoreCase ? RE2JS.CASE_INSENSITIVE : 0) | (regex.multiline ? RE2JS.MULTILINE : 0)
  const pattern = RE2JS.compile(RE2JS.translateRegExp(regex), flags)
  compiled.set(regex, pattern)
  return pattern
}

/**
 * For a thread that can be ended: what RE2 does not know, JavaScript's own engine does.
 *
 * The type is what jsonata declares; it only ever makes one from a RegExp, and calls `exec`.
 */
export const regexEngine = class {
  constructor(regex: RegExp) {
    // biome-ignore lint/correctness/noConstructorReturn: jsonata calls new, and takes whatever has lastIndex and exec
    return isLinearPattern(regex) ? new LinearRegExp(regex) : new RegExp(regex)
  }
} as unknown as RegExpConstructor
