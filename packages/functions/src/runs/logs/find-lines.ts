import type { LogFilter } from "@mapfold/core/status/log-filter"
import type { LogLine } from "@mapfold/core/status/log-view"
import { ChildOutput } from "@mapfold/core/workflow/payloads"
import { type Execution, parseJson } from "../aws/execution.ts"
import type { Ports } from "../ports.ts"
import { findMapRun } from "../run/find-map-run.ts"
import type { LogSource } from "../target.ts"
import { type ReadLine, toLogLine } from "./to-log-line.ts"

/** Milliseconds after a run's end that its last lines may arrive in: a function that was given up prints on. */
const AFTER = 120_000
/** Lines looked at for one page where a filter drops most: the bound of one answer of CloudWatch. */
const LOOKED_AT = 10_000
/** Batches of one child that are asked for one by one; it has two at most, unless its items were processed alone. */
const IDS = 4
/** A batch's id, which no child's name is. */
const BATCH = /^[0-9a-f]{64}$/

const ORDER = { DEBUG: 0, INFO: 1, WARN: 2, ERROR: 3 } as const

/** Lines in the order of time; `cutAt` is the time beyond which there may be more that were not looked at. */
export type FoundLines = { readonly lines: readonly LogLine[]; readonly cutAt: number | null }

/** A filter, with the names by which lines tell of its batch; null where it is for all. */
type Wanted = LogFilter & { readonly run: string; readonly names: readonly string[] | null }

/** The lines of a run, from a time on (milliseconds since 1970), that the filter lets through. */
export async function findLines(
  ports: Ports,
  execution: Execution,
  filter: LogFilter,
  from: number,
): Promise<FoundLines> {
  const { run, endedAt } = execution
  const names = filter.batch === undefined ? null : await namesOf(ports, execution, filter.batch)
  const wanted: Wanted = { ...filter, run, names }
  const until = (endedAt?.getTime() ?? ports.clock()) + AFTER
  const found = await Promise.all(
    ports.target.logs.map((source) => readSource(ports, source, wanted, { from, until })),
  )
  // beyond where one source was cut, others may have lines that come before its next ones
  const cutAt = earliest(found.map((source) => source.cutAt))
  const lines = found
    .flatMap((source) => source.lines)
    .filter((line) => isWanted(line, wanted))
    .map(({ line }) => nameChild(line, names))
    .filter((line) => isBefore(line, cutAt, from))
    .sort((left, right) => (left.time < right.time ? -1 : left.time > right.time ? 1 : 0))
  return { lines, cutAt }
}

async function readSource(
  ports: Ports,
  source: LogSource,
  wanted: Wanted,
  range: { readonly from: number; readonly until: number },
): Promise<{ readonly lines: readonly ReadLine[]; readonly cutAt: number | null }> {
  const { run } = wanted
  const read = (terms: readonly string[]) => ports.logs({ source, run, terms, ...range, limit: LOOKED_AT })
  const answers = await Promise.all(termsFor(source, wanted).map(read))
  const unique = new Map(
    answers.flatMap(({ events }) => events).map((event) => [`${event.time}/${event.id}`, event]),
  )
  return {
    lines: [...unique.values()].map((event) => toLogLine(source.source, event)),
    cutAt: earliest(answers.map(({ events, isCut }) => (isCut ? (events.at(-1)?.time ?? range.from) : null))),
  }
}

/** Of the time at which a source was cut not all lines are known: they are for the next page, unless it begins there too. */
function isBefore({ time }: LogLine, cutAt: number | null, from: number): boolean {
  return cutAt === null || Date.parse(time) < Math.max(cutAt, from + 1)
}

function earliest(times: readonly (number | null)[]): number | null {
  const known = times.filter((time) => time !== null)
  return known.length === 0 ? null : Math.min(...known)
}

/** The terms of each question to ask a group. */
function termsFor({ source }: LogSource, { run, object, names }: Wanted): readonly (readonly string[])[] {
  if (source === "workflow") {
    if (object !== undefined) return []
    return names === null ? [[run]] : names.slice(0, 1).map((child) => [child])
  }
  // what belongs to a batch is Process' alone
  if (source !== "process" && names !== null) return []
  const own = object === undefined ? [run] : [run, object]
  if (names === null || names.length > IDS) return [own]
  return names.map((name) => [...own, name])
}

/** Of the lines found, those that are meant: a group's pattern finds a name anywhere in a line. */
function isWanted({ run: of, line }: ReadLine, { run, names, level, object }: Wanted): boolean {
  if (level !== undefined && ORDER[line.level] < ORDER[level]) return false
  if (line.source === "workflow") return names === null ? of === run : names.includes(line.child ?? "")
  if (of !== null && of !== run) return false
  if (names !== null && !names.includes(line.child ?? "") && !names.includes(line.batch ?? "")) return false
  return object === undefined || line.object === object || line.text.includes(object)
}

/** On AWS a handler knows its batch and not its child: whoever asked for the child has its batches. */
function nameChild(line: LogLine, names: readonly string[] | null): LogLine {
  const [child] = names ?? []
  return line.child !== null || child === undefined || BATCH.test(child) ? line : { ...line, child }
}

/** The child's name and the ids of its batches, since a line names either; of an id, the id alone. */
async function namesOf(ports: Ports, execution: Execution, batch: string): Promise<readonly string[]> {
  if (BATCH.test(batch)) return [batch]
  const mapRunArn = await findMapRun(ports, execution)
  if (mapRunArn === null) return [batch]
  const { output } = await ports.machine.child(mapRunArn, execution, batch)
  return [batch, ...(ChildOutput.safeParse(parseJson(output)).data?.batches ?? [])]
}
