import * as z from "zod"
import type { LogEvent } from "../state/log-events.ts"
import { invalidParameter } from "./api-error.ts"
import { readFilterPattern } from "./filter/filter-pattern.ts"
import {
  GroupFields,
  groupOf,
  invalidLogToken,
  makeLogOperation,
  NextToken,
  notFound,
  openLogPage,
  StreamName,
  Times,
} from "./log-fields.ts"
import type { LogGroup, LogStream } from "./log-streams.ts"
import { type Operation, present } from "./operation.ts"
import { makeToken } from "./paging.ts"

/** Of one answer, in events and bytes. https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetLogEvents.html */
const MAX_EVENTS = 10_000
const MAX_BYTES = 2 ** 20
const Limit = z.int().min(1).max(MAX_EVENTS).default(MAX_EVENTS)

/** As many of the first as fit in an answer, and one at least. */
function countFitting(events: Iterable<{ readonly message: string }>, limit: number): number {
  let [count, bytes] = [0, 0]
  for (const { message } of events) {
    bytes += Buffer.byteLength(message)
    if (count === limit || (count > 0 && bytes > MAX_BYTES)) break
    count++
  }
  return count
}

const getEvents = makeLogOperation(
  z.object({
    ...{ ...GroupFields, logStreamName: StreamName, nextToken: NextToken, ...Times },
    ...{ startFromHead: z.boolean().default(false), limit: Limit },
  }),
  (context, request) => {
    const { logStreamName, nextToken, startFromHead, limit, startTime = 0, endTime } = request
    const stream = groupOf(context, request)
      .streams()
      .find(({ name }) => name === logStreamName)
    if (stream === undefined) throw notFound("The specified log stream does not exist.")
    // here an event at the end is not within, which elsewhere it is
    const until = endTime === undefined ? Number.POSITIVE_INFINITY : endTime - 1
    const events = stream.read({ from: startTime, until })
    const [, direction, place] = /^([fb])\/(\d{1,12})$/.exec(nextToken ?? "") ?? []
    if (nextToken !== undefined && place === undefined) throw invalidLogToken()
    const isForward = direction === undefined ? startFromHead : direction === "f"
    const atEdge = isForward ? 0 : events.length
    const edge = place === undefined ? atEdge : Math.min(Number(place), events.length)
    const onward = isForward ? events.slice(edge, edge + limit) : events.slice(0, edge).reverse()
    const count = countFitting(onward, limit)
    const [first, last] = isForward ? [edge, edge + count] : [edge - count, edge]
    return {
      events: events
        .slice(first, last)
        .map(({ time, message }) => ({ timestamp: time, ingestionTime: time, message })),
      nextForwardToken: `f/${last}`,
      nextBackwardToken: `b/${first}`,
    }
  },
)

const filterEvents = makeLogOperation(
  z.object({
    ...{ ...GroupFields, nextToken: NextToken, ...Times, limit: Limit },
    logStreamNames: z.array(StreamName).min(1).max(100).optional(),
    ...{ logStreamNamePrefix: StreamName.optional(), filterPattern: z.string().max(1_024).default("") },
  }),
  (context, request) => {
    const { logStreamNames, logStreamNamePrefix, filterPattern, startTime = 0, endTime, limit } = request
    const isWanted = readFilterPattern(filterPattern)
    const group = groupOf(context, request)
    const list = [group.name, logStreamNames, logStreamNamePrefix, filterPattern, startTime, endTime]
    const page = openLogPage<string>(request, "string", list, context.now())
    const seen = readCursor(page.cursor)
    const times = { from: Math.max(startTime, seen.time), until: endTime ?? Number.POSITIVE_INFINITY }
    const found = pickStreams(group, logStreamNames, logStreamNamePrefix)
      .filter(({ first, last }) => first <= times.until && (last ?? times.from) + AFTERWARDS >= times.from)
      .flatMap(({ name, read }) => read(times).map((event) => ({ ...event, name })))
      .filter(({ message }) => isWanted(message))
      .sort((left, right) => left.time - right.time || (left.id < right.id ? -1 : 1))
      .filter((event) => isAfter(event, seen))
    const events = found.slice(0, countFitting(found, limit))
    const last = events.at(-1)
    return present({
      events: events.map(({ id, name, time, message }) => ({
        ...{ logStreamName: name, timestamp: time, ingestionTime: time, message, eventId: id },
      })),
      searchedLogStreams: [],
      nextToken:
        last !== undefined && events.length < found.length ? makeToken(page, toCursor(last)) : undefined,
    })
  },
)

/** Milliseconds after the end of an execution in which a line of it may still come. */
const AFTERWARDS = 60_000

/** Throws ResourceNotFoundException, InvalidParameterException. */
function pickStreams(
  group: LogGroup,
  names: readonly string[] | undefined,
  prefix: string | undefined,
): readonly LogStream[] {
  if (names !== undefined && prefix !== undefined)
    throw invalidParameter("Either logStreamNames or logStreamNamePrefix may be given, and not both.")
  const streams = group.streams()
  if (names === undefined) return streams.filter(({ name }) => name.startsWith(prefix ?? ""))
  const found = streams.filter(({ name }) => names.includes(name))
  if (found.length < new Set(names).size) throw notFound("The specified log stream does not exist.")
  return found
}

type Cursor = Pick<LogEvent, "time" | "id">

function toCursor({ time, id }: Cursor): string {
  return `${time} ${id}`
}

function readCursor(text: string | null): Cursor {
  if (text === null) return { time: 0, id: "" }
  const space = text.indexOf(" ")
  return { time: Number(text.slice(0, space)), id: text.slice(space + 1) }
}

function isAfter({ time, id }: Cursor, seen: Cursor): boolean {
  return time > seen.time || (time === seen.time && id > seen.id)
}

export const logEventOperations: Readonly<Record<string, Operation>> = {
  GetLogEvents: getEvents,
  FilterLogEvents: filterEvents,
}
