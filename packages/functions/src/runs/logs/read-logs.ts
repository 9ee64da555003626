import type { BatchLog } from "@mapfold/core/status/batch-view"
import type { LogFilter } from "@mapfold/core/status/log-filter"
import type { LogLine, LogPage } from "@mapfold/core/status/log-view"
import { ChildOutput } from "@mapfold/core/workflow/payloads"
import * as z from "zod"
import { type Execution, parseJson, versionOf } from "../aws/execution.ts"
import { decodePage, encodePage } from "../page-token.ts"
import type { Ports } from "../ports.ts"
import { findMapRun, requireMapRun } from "../run/find-map-run.ts"
import type { Paging } from "../runs.ts"
import type { LogSource } from "../target.ts"
import { type ReadLine, toLogLine } from "./to-log-line.ts"

const COUNT = 200
const MOST = 1_000
/** Milliseconds after a run's end that its last lines may arrive in: a function that was given up prints on. */
const AFTER = 120_000
/** Milliseconds by which the clocks of AWS's services may differ. */
const BEFORE = 1_000
/** Milliseconds for which a page of a run that has ended is remembered: its last lines may still be under way. */
const ENDED = 10_000
/** Lines looked at for one page where a filter drops most: the bound of one answer of CloudWatch. */
const LOOKED_AT = 10_000
/** Batches of one child that are asked for one by one; it has two at most, unless its items were processed alone. */
const IDS = 4

/** A batch's id, which no child's name is. */
const BATCH = /^[0-9a-f]{64}$/

/** Where a page ends: at a time, with so many of that time's lines shown. */
const Place = z.strictObject({ time: z.int().min(0), shown: z.int().min(0) })
type Place = z.infer<typeof Place>

const ORDER = { DEBUG: 0, INFO: 1, WARN: 2, ERROR: 3 } as const

/** Lines of a run's machine and functions, in the order of time. Throws `NoSuchRun`, `InvalidRequest` for a page that is none. */
export async function readLogs(
  ports: Ports,
  run: string,
  filter: LogFilter,
  { after, count = COUNT }: Paging = {},
): Promise<LogPage> {
  const execution = await ports.machine.describe(run)
  const asked = JSON.stringify([filter.batch, filter.object, filter.level, after, count])
  const life = { milliseconds: execution.endedAt === null ? ports.fresh : ENDED, weigh: weighPage }
  return ports.cache.get(`run/${run}/logs/${versionOf(execution)}/${asked}`, life, () =>
    readPage(ports, execution, filter, { after, count }),
  )
}

async function readPage(
  ports: Ports,
  execution: Execution,
  filter: LogFilter,
  { after, count }: { readonly after: string | undefined; readonly count: number },
): Promise<LogPage> {
  const started = execution.startedAt.getTime() - BEFORE
  const place = after === undefined ? { time: started, shown: 0 } : decodePage(after, Place)
  const from = { ...place, time: Math.max(place.time, started) }
  const { lines, cutAt } = await readFrom(ports, execution, filter, from)
  const wanted = lines.slice(from.shown, from.shown + Math.min(count, MOST))
  return { lines: wanted, next: nextOf(from, { wanted, found: lines.length, cutAt }) }
}

function weighPage({ lines }: LogPage): number {
  return lines.reduce((sum, { text }) => sum + 2 * text.length + 400, 500)
}

function nextOf(
  from: Place,
  of: { readonly wanted: readonly LogLine[]; readonly found: number; readonly cutAt: number | null },
): string | null {
  const { wanted, found, cutAt } = of
  if (found > from.shown + wanted.length || (cutAt !== null && wanted.length > 0))
    return encodePage(endOf(from, wanted))
  // nothing of what was looked at is wanted: what follows may be
  return cutAt !== null && cutAt > from.time ? encodePage({ time: cutAt, shown: 0 }) : null
}

/** The log of one batch: the first 1,000 lines. Throws `NoSuchRun`, `NotYet`. */
export async function readBatchLog(ports: Ports, run: string, child: string): Promise<BatchLog> {
  const execution = await ports.machine.describe(run)
  const mapRunArn = await requireMapRun(ports, execution)
  await ports.machine.child(mapRunArn, execution, child)
  const { lines, next } = await readLogs(ports, run, { batch: child }, { count: MOST })
  return { lines, isCut: next !== null }
}

/** The place after these lines: those of the last one's time are counted. */
function endOf(from: Place, lines: readonly LogLine[]): Place {
  const time = Date.parse(lines.at(-1)!.time)
  const same = lines.filter((line) => Date.parse(line.time) === time).length
  return { time, shown: time === from.time ? from.shown + same : same }
}

async function readFrom(
  ports: Ports,
  execution: Execution,
  filter: LogFilter,
  { time }: Place,
): Promise<{ readonly lines: readonly LogLine[]; readonly cutAt: number | null }> {
  const { run, endedAt } = execution
  const batches = filter.batch === undefined ? null : await namesOf(ports, execution, filter.batch)
  const until = (endedAt?.getTime() ?? ports.clock()) + AFTER
  const read = async (source: LogSource) => {
    const answers = await Promise.all(
      termsFor(source, run, filter, batches).map((terms) =>
        ports.logs({ source, run, terms, from: time, until, limit: LOOKED_AT }),
      ),
    )
    const unique = new Map(answers.flat().map((event) => [`${event.time}/${event.id}`, event]))
    return {
      lines: [...unique.values()].map((event) => toLogLine(source.source, event)),
      last: answers.some((events) => events.length >= LOOKED_AT) ? maxTime(answers.flat()) : null,
    }
  }
  const found = await Promise.all(ports.target.logs.map(read))
  // beyond where one source was cut, others may have lines that come before its next ones
  const cuts = found.flatMap(({ last }) => last ?? [])
  const cutAt = cuts.length === 0 ? null : Math.min(...cuts)
  const lines = found
    .flatMap((source) => source.lines)
    .filter((read) => isOf(read, run, filter, batches))
    .map(({ line }) => nameChild(line, batches))
    .filter((line) => cutAt === null || Date.parse(line.time) <= cutAt)
    .sort((left, right) => (left.time < right.time ? -1 : left.time > right.time ? 1 : 0))
  return { lines, cutAt }
}

/** On AWS a handler knows its batch and not its child: whoever asked for the child has its batches. */
function nameChild(line: LogLine, batches: readonly string[] | null): LogLine {
  const [child] = batches ?? []
  return line.child !== null || child === undefined || BATCH.test(child) ? line : { ...line, child }
}

function maxTime(events: readonly { readonly time: number }[]): number {
  return events.reduce((latest, { time }) => Math.max(latest, time), 0)
}

/** The terms of each question to ask a group. */
function termsFor(
  { source }: LogSource,
  run: string,
  { object }: LogFilter,
  batches: readonly string[] | null,
): readonly (readonly string[])[] {
  if (source === "workflow") {
    if (object !== undefined) return []
    return batches === null ? [[run]] : batches.slice(0, 1).map((child) => [child])
  }
  if (source !== "process" && batches !== null) return []
  const own = object === undefined ? [run] : [run, object]
  if (batches === null || batches.length > IDS) return [own]
  return batches.map((name) => [...own, name])
}

/** Of the lines found, those that are meant: a group's pattern finds a name anywhere in a line. */
function isOf(
  { run: of, line }: ReadLine,
  run: string,
  filter: LogFilter,
  batches: readonly string[] | null,
): boolean {
  if (filter.level !== undefined && ORDER[line.level] < ORDER[filter.level]) return false
  if (line.source === "workflow") return batches === null ? of === run : batches.includes(line.child ?? "")
  if (of !== null && of !== run) return false
  if (batches !== null && !batches.includes(line.child ?? "") && !batches.includes(line.batch ?? ""))
    return false
  return filter.object === undefined || line.object === filter.object || line.text.includes(filter.object)
}

/** The child's name and the ids of its batches, since a line names either; of an id, the id alone. */
async function namesOf(ports: Ports, execution: Execution, batch: string): Promise<readonly string[]> {
  if (BATCH.test(batch)) return [batch]
  const mapRunArn = await findMapRun(ports, execution)
  if (mapRunArn === null) return [batch]
  const { output } = await ports.machine.child(mapRunArn, execution, batch)
  return [batch, ...(ChildOutput.safeParse(parseJson(output)).data?.batches ?? [])]
}
