import type { Random } from "../../made/random.ts"
import { makePath } from "./path.ts"
import { type MadeService, SERVICES } from "./services.ts"

/** A made request, before anybody decides how it is written. */
export type Request = {
  /** Milliseconds since the start of the day; it may be past its end. */
  readonly at: number
  readonly method: string
  readonly path: string
  readonly status: number
  /** Null where there was no body. */
  readonly bytes: number | null
  /** Thousandths of a millisecond; null where the client left before the answer. */
  readonly latency: number | null
}

/** Servers give up after 30 s: several requests an hour take exactly so long. */
const TIMEOUT = 30_000_000

export function makeRequest(random: Random, at: number): Request {
  const service = SERVICES[random(SERVICES.length)]!
  const method = random(5) > 0 ? "GET" : random(3) > 0 ? "POST" : random(2) > 0 ? "HEAD" : "OPTIONS"
  const path = makePath(random, service)
  const status = makeStatus(random, service)
  const hasBody = method !== "HEAD" && status !== 204 && status !== 304
  return {
    at,
    method,
    path,
    status,
    bytes: hasBody ? makeBytes(random) : null,
    latency: status === 499 ? null : status === 504 ? TIMEOUT : makeLatency(random, service),
  }
}

function makeStatus(random: Random, { errors }: MadeService): number {
  if (random(errors) === 0) return [500, 502, 503, 504][random(4)]!
  if (random(200) === 0) return 504
  if (random(100) === 0) return 499
  return [200, 200, 200, 200, 201, 204, 301, 304, 404][random(9)]!
}

function makeBytes(random: Random): number {
  return random(20) === 0 ? random(5_000_000) : random(20_000)
}

/** Most take about as long as the service does, some ten times that. Not every clock counts thousandths. */
function makeLatency(random: Random, { latency }: MadeService): number {
  const usual = latency * (300 + random(1_000)) + random(latency * 200)
  const thousandths = random(40) === 0 ? usual * (2 + random(9)) : usual
  const step = [1, 1, 1, 10, 100, 1_000][random(6)]!
  return Math.min(Math.floor(thousandths / step) * step, TIMEOUT)
}
