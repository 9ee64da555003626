import * as z from "zod"
import { invalidParameter } from "./api-error.ts"
import {
  GroupFields,
  GroupName,
  groupArn,
  groupOf,
  Limit,
  makeLogOperation,
  NextToken,
  nameIn,
  openLogPage,
  StreamName,
} from "./log-fields.ts"
import { type LogStream, logGroups } from "./log-streams.ts"
import { type Operation, present } from "./operation.ts"
import { closePage } from "./paging.ts"

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeLogGroups.html */
const describeGroups = makeLogOperation(
  z.object({
    logGroupNamePrefix: GroupName.optional(),
    logGroupNamePattern: z
      .string()
      .max(512)
      .regex(/^[.\-_/#A-Za-z0-9]*$/)
      .optional(),
    logGroupIdentifiers: z.array(z.string()).min(1).max(50).optional(),
    logGroupClass: z.enum(["STANDARD", "INFREQUENT_ACCESS", "DELIVERY"]).default("STANDARD"),
    ...{ limit: Limit, nextToken: NextToken },
  }),
  ({ state, now }, request) => {
    const {
      logGroupNamePrefix: prefix,
      logGroupNamePattern: part,
      logGroupIdentifiers,
      logGroupClass,
    } = request
    if (prefix !== undefined && part !== undefined)
      throw invalidParameter(
        "LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.",
      )
    const page = openLogPage<string>(
      request,
      "string",
      [prefix, part, logGroupIdentifiers, logGroupClass],
      now(),
    )
    const names = logGroupIdentifiers?.map(nameIn)
    const found = logGroups(state)
      .filter(({ name }) => logGroupClass === "STANDARD" && (names?.includes(name) ?? true))
      .filter(({ name }) => name.startsWith(prefix ?? "") && name.includes(part ?? ""))
      .filter(({ name }) => name > (page.cursor ?? ""))
      .slice(0, page.count)
    return present({
      logGroups: found.map(({ name, created }) => ({
        ...{ logGroupName: name, creationTime: created, metricFilterCount: 0, storedBytes: 0 },
        ...{ arn: `${groupArn(name)}:*`, logGroupArn: groupArn(name), logGroupClass },
      })),
      nextToken: closePage(found, page, ({ name }) => name),
    })
  },
)

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeLogStreams.html */
const describeStreams = makeLogOperation(
  z.object({
    ...GroupFields,
    logStreamNamePrefix: StreamName.optional(),
    ...{ limit: Limit, nextToken: NextToken },
    orderBy: z.enum(["LogStreamName", "LastEventTime"]).default("LogStreamName"),
    descending: z.boolean().default(false),
  }),
  (context, request) => {
    const { logStreamNamePrefix: prefix, orderBy, descending } = request
    if (prefix !== undefined && orderBy === "LastEventTime")
      throw invalidParameter("Cannot order by LastEventTime with a logStreamNamePrefix.")
    const group = groupOf(context, request)
    const page = openLogPage<number>(
      ...([request, "number", [group.name, prefix, orderBy, descending], context.now()] as const),
    )
    const sorted = group
      .streams()
      .filter(({ name }) => name.startsWith(prefix ?? ""))
      .sort((left, right) => compare(orderBy, left, right) * (descending ? -1 : 1))
    const from = page.cursor ?? 0
    const found = sorted.slice(from, from + page.count)
    return present({
      logStreams: found.map(({ name, first, last }) => ({
        ...{ logStreamName: name, creationTime: first, firstEventTimestamp: first },
        ...(last === null ? {} : { lastEventTimestamp: last, lastIngestionTime: last }),
        ...{ arn: `${groupArn(group.name)}:log-stream:${name}`, storedBytes: 0 },
      })),
      nextToken: closePage(found, page, () => from + found.length),
    })
  },
)

/** What still grows is the latest of all. */
function compare(orderBy: "LogStreamName" | "LastEventTime", left: LogStream, right: LogStream): number {
  const lastOf = ({ last }: LogStream) => last ?? Number.MAX_SAFE_INTEGER
  const byTime = orderBy === "LastEventTime" ? lastOf(left) - lastOf(right) || left.first - right.first : 0
  return byTime || (left.name < right.name ? -1 : 1)
}

export const logGroupOperations: Readonly<Record<string, Operation>> = {
  DescribeLogGroups: describeGroups,
  DescribeLogStreams: describeStreams,
}
