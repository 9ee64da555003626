import { createHash } from "node:crypto"

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
export type FunctionSources = { uuid(): string; random(): number }

/**
 * The functions that Step Functions adds to JSONata, and `$eval`, which it takes away.
 * https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html#jsonata-functions
 */
export function awsFunctions(sources: FunctionSources) {
  return {
    uuid: () => sources.uuid(),
    random: (seed?: unknown) => (typeof seed === "number" ? seeded(seed) : sources.random()),
    parse: (text: unknown) => parse(text),
    hash: (content: unknown, algorithm: unknown) => hash(content, algorithm),
    partition: (array: unknown, size: unknown) => partition(array, size),
    range: (first: unknown, last: unknown, step: unknown) => range(first, last, step),
    eval: () => {
      throw failure("$eval is not supported by Step Functions: use $parse")
    },
  }
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

/** The same number for the same seed, in [0, 1): splitmix32. */
function seeded(seed: number): number {
  let state = (Math.imul(seed | 0, 0x9e3779b1) + 0x9e3779b9) | 0
  state = Math.imul(state ^ (state >>> 16), 0x85ebca6b)
  state = Math.imul(state ^ (state >>> 13), 0xc2b2ae35)
  return ((state ^ (state >>> 16)) >>> 0) / 2 ** 32
}

/** In the shape of JSONata's own errors. */
function failure(message: string): { code: string; message: string } {
  return { code: "D3141", message }
}
