import { makeRandom } from "../../made/random.ts"
import { writeLine } from "./line.ts"
import { makeRequest } from "./request.ts"

export type MadeLogsOptions = {
  /** UTC, `YYYY-MM-DD`. */
  readonly day: string
  /** As many servers, each with a file of its own. */
  readonly files?: number
  /** In each file. From some thousands on, in all files, every way to write them occurs. */
  readonly requests?: number
  readonly seed?: number
}

/** A file before it is compressed; it is to be kept under its key and `.gz`. */
export type MadeLog = { readonly key: string; readonly text: string }

export const DEFAULT_DAY = "2025-06-01"
export const DEFAULT_FILES = 24
export const DEFAULT_REQUESTS = 5_000
export const DEFAULT_SEED = 1

const DAY_MS = 86_400_000
/** A request is written when it ends: up to so many others that began later may stand before it. */
const DISORDER = 3

/**
 * Makes the web server logs of a day: invented requests to invented services, one JSON object a line, hardly two written
 * in the same way, and in each file a few of the next day.
 *
 * The same options give the same text on every machine, and a file does not depend on how many there are. One file at a
 * time, some 200 bytes a request. Throws a RangeError at once for options that it cannot follow.
 */
export function madeLogs(options: MadeLogsOptions): Generator<MadeLog> {
  const { day, files = DEFAULT_FILES, requests = DEFAULT_REQUESTS, seed = DEFAULT_SEED } = options
  const dayStart = startOf(day)
  check("files", files, 1, 10_000)
  check("requests", requests, 1, 1_000_000)
  check("seed", seed, 0, 0xffff_ffff)
  return makeFiles({ day, dayStart, files, requests, seed })
}

function* makeFiles(checked: Required<MadeLogsOptions> & { readonly dayStart: number }): Generator<MadeLog> {
  const { day, dayStart, files, requests, seed } = checked
  for (let number = 0; number < files; number++) {
    const random = makeRandom(seed, dayStart / DAY_MS, number)
    // The last requests of a file come after midnight.
    const step = (DAY_MS + 60_000) / requests
    const lines: string[] = []
    for (let index = 0; index < requests; index++) {
      const at = Math.floor(index * step) + random(Math.ceil(DISORDER * step))
      lines.push(writeLine(random, dayStart, makeRequest(random, at)))
    }
    yield { key: `logs/${day}/made-${String(number).padStart(4, "0")}.jsonl`, text: `${lines.join("\n")}\n` }
  }
}

/** In ms since 1970. */
function startOf(day: string): number {
  const start = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN
  // The 30th of February would be taken for the 2nd of March.
  const isDay = !Number.isNaN(start) && new Date(start).toISOString().startsWith(day)
  if (isDay && day < "9999-12-31") return start
  throw new RangeError(`day is "${day}"; made data needs a day YYYY-MM-DD, up to 9999-12-30`)
}

function check(what: string, value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return
  throw new RangeError(`${what} is ${value}; made data needs a whole number from ${least} to ${most}`)
}
