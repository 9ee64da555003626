import { createHash } from "node:crypto"
import { javaRandom } from "./java-random.ts"
import { MAX_TEXT } from "./limits.ts"
import type { QueryError } from "./query-error.ts"

/** AWS's names on the left, Node's on the right. */
const ALGORITHMS: Readonly<Record<string, string>> = {
  MD5: "md5",
  "SHA-1": "sha1",
  "SHA-256": "sha256",
  "SHA-384": "sha384",
  "SHA-512": "sha512",
}

/** A range that AWS refuses to answer. */
const MAX_RANGE = 1_000

/** What the functions take from the world. */
export type FunctionSources = {
  uuid(): string
  random(): number
}

export type RegisteredFunction = {
  // biome-ignore lint/suspicious/noExplicitAny: jsonata declares it so; the signature is what checks the arguments
  readonly implementation: (...args: any[]) => unknown
  /** In jsonata's notation, where it has one. */
  readonly signature?: string
}

/**
 * The functions that Step Functions adds to JSONata, and those of JSONata's own that make a long text of few words.
 * https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html#jsonata-functions
 */
export function awsFunctions(sources: FunctionSources): Readonly<Record<string, RegisteredFunction>> {
  return {
    uuid: { implementation: () => sources.uuid() },
    random: { implementation: (seed?: unknown) => random(seed, sources) },
    parse: { implementation: parse },
    hash: { implementation: hash },
    partition: { implementation: partition },
    range: { implementation: range },
    pad: { implementation: pad, signature: "<s-ns?:s>" },
    join: { implementation: join, signature: "<a<s>s?:s>" },
  }
}

function random(seed: unknown, sources: FunctionSources): number {
  if (seed === undefined) return sources.random()
  if (typeof seed !== "number") throw failure("$random takes a number as its seed")
  return javaRandom(seed)
}

function pad(text: string | undefined, width: number, filler = ""): string | undefined {
  if (text === undefined) return undefined
  const missing = Math.abs(width) - [...text].length
  if (!(missing > 0)) return text
  checkLength(Math.abs(width))
  const characters = [...(filler === "" ? " " : filler)]
  const padding = Array.from({ length: missing }, (_, at) => characters[at % characters.length]).join("")
  return width > 0 ? text + padding : padding + text
}

function join(texts: string[] | undefined, separator = ""): string | undefined {
  if (texts === undefined) return undefined
  checkLength(texts.reduce((sum, text) => sum + text.length + separator.length, 0))
  return texts.join(separator)
}

function checkLength(length: number): void {
  if (length > MAX_TEXT) throw failure(`a text of ${length} characters; ${MAX_TEXT} is the limit`)
}

function parse(text: unknown): unknown {
  if (text === undefined) return undefined
  if (typeof text !== "string") throw failure("$parse takes a string of JSON")
  try {
    return JSON.parse(text)
  } catch (error) {
    throw failure(`$parse was given what is no JSON: ${(error as Error).message}`)
  }
}

function hash(content: unknown, algorithm: unknown): string {
  const name = typeof algorithm === "string" ? ALGORITHMS[algorithm] : undefined
  if (name === undefined) throw failure(`$hash takes one of ${Object.keys(ALGORITHMS).join(", ")}`)
  const text = typeof content === "string" ? content : JSON.stringify(content)
  return createHash(name)
    .update(text ?? "")
    .digest("hex")
}

function partition(array: unknown, size: unknown): unknown {
  if (array === undefined) return undefined
  if (!Array.isArray(array)) throw failure("$partition takes an array")
  if (!isWhole(size) || size < 1) throw failure("$partition takes a size of 1 or more")
  const parts: unknown[][] = []
  for (let at = 0; at < array.length; at += size) parts.push(array.slice(at, at + size))
  return parts
}

function range(first: unknown, last: unknown, step: unknown): unknown {
  if (!isWhole(first) || !isWhole(last) || !isWhole(step) || step === 0) {
    throw failure("$range takes three whole numbers, of which the step is not 0")
  }
  const count = Math.max(0, Math.floor((last - first) / step) + 1)
  if (count > MAX_RANGE) throw failure(`$range would answer ${count} numbers; ${MAX_RANGE} is the limit`)
  const numbers = Array.from({ length: count }, (_, at) => first + at * step)
  // recorded: a range of one number is that number
  return numbers.length === 1 ? numbers[0] : numbers
}

function isWhole(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value)
}

function failure(message: string): QueryError {
  return { message }
}
