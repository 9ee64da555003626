import type { Random } from "../../made/random.ts"
import type { Request } from "./request.ts"

/** Orders in which servers write the six keys of a request, and the keys that nobody asks for. */
const ORDERS = [
  ["time", "method", "path", "status", "bytes", "latencyMs", "userAgent"],
  ["status", "path", "userAgent", "latencyMs", "request", "method", "time", "bytes"],
  ["request", "tags", "bytes", "latencyMs", "time", "path", "method", "status"],
  ["latencyMs", "time", "tags", "status", "method", "bytes", "path", "request", "referrer"],
]

/** Writes a request as a line of JSON, in one of the many ways that servers have. `dayStart` is in ms since 1970. */
export function writeLine(random: Random, dayStart: number, request: Request): string {
  const fields: Record<string, string | null> = {
    time: `"${writeTime(random, dayStart + request.at)}"`,
    method: `"${request.method}"`,
    path: writeText(random, request.path),
    status: String(request.status),
    bytes: orNothing(random, request.bytes === null ? null : String(request.bytes)),
    latencyMs: orNothing(random, request.latency === null ? null : writeDecimal(random, request.latency)),
    userAgent: random(3) === 0 ? '"curl/8.5.0 (\\"made\\")"' : null,
    referrer: random(2) === 0 ? '""' : "null",
    // Keys of other objects, with names that records have too.
    request: `{"id":${random(1_000_000_000)},"path":"/inner","headers":{"accept":["*/*"],"status":[{}]}}`,
    tags: '["edge",{"time":null,"bytes":-1},[]]',
  }
  const order = ORDERS[random(ORDERS.length)]!
  const [comma, colon] = random(30) === 0 ? [" , ", ": "] : [",", ":"]
  const pairs = order.flatMap((key) => {
    const value = fields[key]
    return value === null ? [] : [`${writeKey(random, key)}${colon}${value}`]
  })
  return `{${pairs.join(comma)}}`
}

/** With three decimals mostly, else with none, six or nine. */
function writeTime(random: Random, time: number): string {
  const iso = new Date(time).toISOString()
  const kind = random(12)
  if (kind === 0) return `${iso.slice(0, 19)}Z`
  if (kind === 1) return `${iso.slice(0, 23)}${digits(random(1_000), 3)}Z`
  return kind === 2 ? `${iso.slice(0, 23)}${digits(random(1_000_000), 6)}Z` : iso
}

/** Thousandths as a number: 12.5 may be written 12.5 or 12.500, and 12 as 12, 12.0 or 12.000. */
function writeDecimal(random: Random, thousandths: number): string {
  const whole = Math.floor(thousandths / 1_000)
  const decimals = digits(thousandths % 1_000, 3)
  const kind = random(3)
  if (kind === 0) return `${whole}.${decimals}`
  const trimmed = decimals.replace(/0+$/, "")
  if (trimmed !== "") return `${whole}.${trimmed}`
  return kind === 1 ? `${whole}.0` : String(whole)
}

/** As it is, with escaped slashes, or in ASCII alone. */
function writeText(random: Random, text: string): string {
  const plain = JSON.stringify(text)
  const kind = random(40)
  if (kind === 0) return plain.replaceAll("/", "\\/")
  return kind < 10 ? plain.replaceAll(/[^ -~]/g, escaped) : plain
}

function escaped(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`
}

/** A letter of a key may be escaped as well. */
function writeKey(random: Random, key: string): string {
  return random(3_000) === 0 ? `"${escaped(key[0]!)}${key.slice(1)}"` : `"${key}"`
}

/** What is not there is null or is left out. */
function orNothing(random: Random, written: string | null): string | null {
  return written ?? (random(2) === 0 ? "null" : null)
}

function digits(value: number, width: number): string {
  return String(value).padStart(width, "0")
}
