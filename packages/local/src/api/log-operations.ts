import * as z from "zod"
import { PLACE } from "../engine/start-run.ts"
import { ApiError, invalidParameter } from "./api-error.ts"
import { readFilterPattern } from "./filter/filter-pattern.ts"
import { type LogGroup, type LogStream, logGroups } from "./log-streams.ts"
import { type ApiContext, makeOperation, type Operation, present } from "./operation.ts"
import { closePage, openPage } from "./paging.ts"

/** Events that one answer has, at most. https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetLogEvents.html */
const MAX_EVENTS = 10_000
const Token = z.string().max(1_024).nullish()
const Limit = z.int().min(1).max(50).default(50)
const Times = { startTime: z.number().optional(), endTime: z.number().optional() }

const describeGroups = makeOperation(
  z.object({ logGroupNamePrefix: z.string().default(""), limit: Limit, nextToken: Token }),
  ({ state }, { logGroupNamePrefix, limit, nextToken }) => {
    const page = openPage<string>({ maxResults: limit, nextToken }, "string")
    const found = logGroups(state)
      .filter(({ name }) => name.startsWith(logGroupNamePrefix) && name > (page.cursor ?? ""))
      .slice(0, page.count)
    return present({
      logGroups: found.map(({ name, created }) => ({
        ...{ logGroupName: name, creationTime: created, arn: `${groupArn(name)}:*`, storedBytes: 0 },
      })),
      nextToken: closePage(found, page, ({ name }) => name),
    })
  },
)

const describeStreams = makeOperation(
  z.object({
    ...{
      logGroupName: z.string(),
      logStreamNamePrefix: z.string().default(""),
      limit: Limit,
      nextToken: Token,
    },
    ...{ orderBy: z.enum(["LogStreamName", "LastEventTime"]).default("LogStreamName") },
    descending: z.boolean().default(false),
  }),
  (context, { logGroupName, logStreamNamePrefix, limit, nextToken, orderBy, descending }) => {
    const page = openPage<number>({ maxResults: limit, nextToken }, "number")
    const group = groupOf(context, logGroupName)
    const key = ({ name, created }: LogStream) => (orderBy === "LogStreamName" ? name : created)
    const sorted = group
      .streams()
      .filter(({ name }) => name.startsWith(logStreamNamePrefix))
      .sort((left, right) => (key(left) < key(right) ? -1 : 1) * (descending ? -1 : 1))
    const from = page.cursor ?? 0
    const found = sorted.slice(from, from + page.count)
    return present({
      logStreams: found.map(({ name, created }) => ({
        ...{ logStreamName: name, creationTime: created, firstEventTimestamp: created },
        ...{ arn: `${groupArn(logGroupName)}:log-stream:${name}`, storedBytes: 0 },
      })),
      nextToken: closePage(found, page, () => from + found.length),
    })
  },
)

const getEvents = makeOperation(
  z.object({
    ...{ logGroupName: z.string(), logStreamName: z.string(), nextToken: Token, ...Times },
    ...{
      startFromHead: z.boolean().default(false),
      limit: z.int().min(1).max(MAX_EVENTS).default(MAX_EVENTS),
    },
  }),
  (context, { logGroupName, logStreamName, nextToken, startFromHead, limit, ...times }) => {
    const stream = groupOf(context, logGroupName)
      .streams()
      .find(({ name }) => name === logStreamName)
    if (stream === undefined) throw notFound("The specified log stream does not exist.")
    const events = stream.read().filter(({ time }) => isWithin(time, times))
    const [, direction, place] = /^([fb])\/(\d{1,12})$/.exec(nextToken ?? "") ?? []
    if (nextToken != null && place === undefined)
      throw invalidParameter("The specified nextToken is invalid.")
    const isForward = direction === undefined ? startFromHead : direction === "f"
    const edge =
      place === undefined ? (isForward ? 0 : events.length) : Math.min(Number(place), events.length)
    const first = isForward ? edge : Math.max(0, edge - limit)
    const last = isForward ? Math.min(events.length, edge + limit) : edge
    return {
      events: events
        .slice(first, last)
        .map(({ time, message }) => ({ timestamp: time, ingestionTime: time, message })),
      nextForwardToken: `f/${last}`,
      nextBackwardToken: `b/${first}`,
    }
  },
)

const filterEvents = makeOperation(
  z.object({
    ...{
      logGroupName: z.string(),
      logStreamNames: z.array(z.string()).optional(),
      nextToken: Token,
      ...Times,
    },
    ...{ logStreamNamePrefix: z.string().default(""), filterPattern: z.string().max(1_024).default("") },
    limit: z.int().min(1).max(MAX_EVENTS).default(MAX_EVENTS),
  }),
  (
    context,
    { logGroupName, logStreamNames, logStreamNamePrefix, filterPattern, limit, nextToken, ...times },
  ) => {
    const page = openPage<number>({ maxResults: 0, nextToken }, "number")
    const isWanted = readFilterPattern(filterPattern)
    const streams = groupOf(context, logGroupName)
      .streams()
      .filter(({ name }) => logStreamNames?.includes(name) ?? name.startsWith(logStreamNamePrefix))
    const found = streams
      .flatMap(({ name, read }) => read().map((event, at) => ({ ...event, name, eventId: `${name}/${at}` })))
      .filter(({ time, message }) => isWithin(time, times) && isWanted(message))
      .sort((left, right) => left.time - right.time)
    const from = page.cursor ?? 0
    const events = found.slice(from, from + limit)
    return present({
      events: events.map(({ name, time, message, eventId }) => ({
        ...{ logStreamName: name, timestamp: time, ingestionTime: time, message, eventId },
      })),
      searchedLogStreams: [],
      nextToken: closePage(events, { count: limit }, () => from + events.length),
    })
  },
)

type Range = { readonly startTime?: number | undefined; readonly endTime?: number | undefined }

function isWithin(time: number, { startTime = 0, endTime = Number.POSITIVE_INFINITY }: Range): boolean {
  return time >= startTime && time < endTime
}

function groupOf({ state }: ApiContext, name: string): LogGroup {
  const group = logGroups(state).find((candidate) => candidate.name === name)
  if (group === undefined) throw notFound("The specified log group does not exist.")
  return group
}

function groupArn(name: string): string {
  return `arn:aws:logs:${PLACE.region}:${PLACE.account}:log-group:${name}`
}

function notFound(message: string): ApiError {
  return new ApiError("ResourceNotFoundException", message)
}

export const logOperations: Readonly<Record<string, Operation>> = {
  DescribeLogGroups: describeGroups,
  DescribeLogStreams: describeStreams,
  GetLogEvents: getEvents,
  FilterLogEvents: filterEvents,
}
