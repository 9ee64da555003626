import type { BatchLog } from "@mapfold/core/status/batch-view"
import type { LogFilter } from "@mapfold/core/status/log-filter"
import type { LogLine, LogPage } from "@mapfold/core/status/log-view"
import * as z from "zod"
import { type Execution, versionOf } from "../aws/execution.ts"
import { decodePage, encodePage } from "../page-token.ts"
import type { Ports } from "../ports.ts"
import { requireMapRun } from "../run/find-map-run.ts"
import type { Paging } from "../runs.ts"
import { type FoundLines, findLines } from "./find-lines.ts"

const COUNT = 200
const MOST = 1_000
/** Milliseconds by which the clocks of AWS's services may differ. */
const BEFORE = 1_000
/** Milliseconds for which a page of a run that has ended is remembered: its last lines may still be under way. */
const ENDED = 10_000

/** Where a page ends: at a time, with so many of that time's lines shown. */
const Place = z.strictObject({ time: z.int().min(0), shown: z.int().min(0) })
type Place = z.infer<typeof Place>

/** Lines of a run's machine and functions, in the order of time. Throws `NoSuchRun`, `InvalidRequest` for a page that is none. */
export async function readLogs(
  ports: Ports,
  run: string,
  filter: LogFilter,
  { after, count = COUNT }: Paging = {},
): Promise<LogPage> {
  const execution = await ports.machine.describe(run)
  const started = execution.startedAt.getTime() - BEFORE
  const place = after === undefined ? { time: started, shown: 0 } : decodePage(after, Place)
  const from = { ...place, time: Math.max(place.time, started) }
  const asked = JSON.stringify([filter.batch, filter.object, filter.level, from, count])
  const life = { milliseconds: execution.endedAt === null ? ports.fresh : ENDED, weigh: weighPage }
  return ports.cache.get(`run/${run}/logs/${versionOf(execution)}/${asked}`, life, () =>
    readPage(ports, execution, filter, { from, count: Math.min(count, MOST) }),
  )
}

/** The log of one batch: the first 1,000 lines. Throws `NoSuchRun`, `NoSuchBatch`, `NotYet`. */
export async function readBatchLog(ports: Ports, run: string, child: string): Promise<BatchLog> {
  const execution = await ports.machine.describe(run)
  const mapRunArn = await requireMapRun(ports, execution)
  await ports.machine.child(mapRunArn, execution, child)
  const { lines, next } = await readLogs(ports, run, { batch: child }, { count: MOST })
  return { lines, isCut: next !== null }
}

async function readPage(
  ports: Ports,
  execution: Execution,
  filter: LogFilter,
  { from, count }: { readonly from: Place; readonly count: number },
): Promise<LogPage> {
  const found = await findLines(ports, execution, filter, from.time)
  const lines = found.lines.slice(from.shown, from.shown + count)
  return { lines, next: nextOf(from, lines, found) }
}

function nextOf(from: Place, shown: readonly LogLine[], { lines, cutAt }: FoundLines): string | null {
  const hasMore = lines.length > from.shown + shown.length
  if (hasMore || (cutAt !== null && shown.length > 0)) return encodePage(endOf(from, shown))
  // nothing of what was looked at is wanted: what follows may be
  return cutAt !== null && cutAt > from.time ? encodePage({ time: cutAt, shown: 0 }) : null
}

/** The place after these lines: those of the last one's time are counted. */
function endOf(from: Place, lines: readonly LogLine[]): Place {
  const time = Date.parse(lines.at(-1)!.time)
  const same = lines.filter((line) => Date.parse(line.time) === time).length
  return { time, shown: time === from.time ? from.shown + same : same }
}

function weighPage({ lines }: LogPage): number {
  return lines.reduce((sum, { text }) => sum + 2 * text.length + 400, 500)
}
