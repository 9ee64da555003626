import { join } from "node:path"
import { fileURLToPath } from "node:url"
import {
  type CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  FilterLogEventsCommand,
  type FilterLogEventsCommandInput,
  GetLogEventsCommand,
  paginateFilterLogEvents,
} from "@aws-sdk/client-cloudwatch-logs"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { scratch } from "./command.ts"
import { create, invoke, start } from "./serve/definitions.ts"
import { ended, type Serving, serve } from "./serve/serving.ts"

const HANDLERS = fileURLToPath(new URL("./serve/handlers.mjs", import.meta.url))
const { path: folder, remove } = scratch()
const MACHINE = "/aws/vendedlogs/states/printer-Logs"
const PRINT = "/aws/lambda/print"
const SAY = "/aws/lambda/say"
const LINES = [
  '127.0.0.1 Prod frank [10/Oct/2000:13:25:15 -0700] "GET /index.html HTTP/1.0" 404 1534',
  "127.0.0.2 Prod ann - GET 200 99",
  "WARN is this",
]

let serving: Serving
let logs: CloudWatchLogsClient

beforeAll(async () => {
  serving = await serve(join(folder, "home"), "--functions", HANDLERS)
  logs = serving.logs
  const printer = await create(serving.sfn, "printer", { One: invoke("print") })
  const sayer = await create(serving.sfn, "sayer", { One: invoke("say") })
  await ended(serving.sfn, await start(serving.sfn, printer, { lines: LINES }, "first"))
  await ended(serving.sfn, await start(serving.sfn, printer, { lines: ["later"] }, "second"))
  await ended(serving.sfn, await start(serving.sfn, sayer, { lines: 150, length: 15_000 }, "much"))
})
afterAll(async () => {
  await serving.end()
  remove()
})

const send = (command: object) => logs.send(command as never)

/** The lines that a function printed, of all pages. */
async function linesOf(input: FilterLogEventsCommandInput): Promise<string[]> {
  const lines: string[] = []
  for await (const page of paginateFilterLogEvents({ client: logs }, input))
    lines.push(...(page.events ?? []).map(({ message }) => JSON.parse(message!).message))
  return lines
}

describe("FilterLogEvents", () => {
  it.each([
    ["[w1 = *127.0.0.1, user = Prod, ..., status = 404, bytes]", LINES.slice(0, 1)],
    ["[w1 = *127.0.0.*, user = Prod, ...]", LINES.slice(0, 2)],
    ["[w1, w2, w3 = ann || w3 = frank, ...]", LINES.slice(0, 2)],
    ["[..., status >= 200 && status < 300, bytes]", LINES.slice(1, 2)],
    ['{ $.message = "*Prod*" && $.run = first }', LINES.slice(0, 2)],
    ["{ $.message = %^127\\.0\\.0\\.[2-9]% }", LINES.slice(1, 2)],
    ["{ $.* = later }", ["later"]],
    ["{ $.message NOT EXISTS }", []],
    ["?WARN ?frank", [LINES[0], LINES[2]]],
    ['Prod -"index.html"', LINES.slice(1, 2)],
    ['"is this"', LINES.slice(2)],
    ["%[0-9]{4}.$%", []],
    ['" "', [...LINES, "later"]],
  ])("finds by %s", async (filterPattern, wanted) => {
    expect(await linesOf({ logGroupName: PRINT, filterPattern })).toEqual(wanted)
  })

  it.each([
    ["web-1", "Invalid filter pattern: Invalid character(s) in term '-'"],
    ["[a, b", 'Invalid filter pattern: "]" is wanted'],
    ["{ $.a = (", "Invalid filter pattern: a value is wanted"],
    ["%(a)%", "%(a)% is no regular expression: ( is not supported"],
  ])("refuses %s", async (filterPattern, message) => {
    const command = new FilterLogEventsCommand({ logGroupName: PRINT, filterPattern })
    await expect(logs.send(command)).rejects.toMatchObject({
      ...{ name: "InvalidParameterException", message: expect.stringContaining(message) },
    })
  })

  it("answers a megabyte at most, and goes on from there", async () => {
    const first = await logs.send(new FilterLogEventsCommand({ logGroupName: SAY }))
    const bytes = first.events!.reduce((sum, { message }) => sum + message!.length, 0)
    expect(bytes).toBeGreaterThan(900_000)
    expect(bytes).toBeLessThanOrEqual(2 ** 20)
    const lines = await linesOf({ logGroupName: SAY })
    expect(lines.map((line) => line.split(" ")[0])).toEqual(Array.from({ length: 150 }, (_, at) => `${at}`))
    expect(await linesOf({ logGroupName: SAY, limit: 7 })).toEqual(lines)
  })

  it("takes the end of a time with it, which GetLogEvents does not", async () => {
    const all = await logs.send(
      new FilterLogEventsCommand({ logGroupName: MACHINE, logStreamNamePrefix: "states/printer/first" }),
    )
    const endTime = all.events!.at(-1)!.timestamp!
    const filtered = await logs.send(
      new FilterLogEventsCommand({ logGroupName: MACHINE, startTime: endTime, endTime }),
    )
    expect(filtered.events!.at(-1)).toEqual(all.events!.at(-1))
    const logStreamName = "states/printer/first"
    const range = { logGroupName: MACHINE, logStreamName, startTime: endTime, endTime }
    expect((await logs.send(new GetLogEventsCommand(range))).events).toEqual([])
  })

  it("gives an event the same id each time, and no two the same", async () => {
    const ids = async () =>
      (await logs.send(new FilterLogEventsCommand({ logGroupName: MACHINE }))).events!.map(
        ({ eventId }) => eventId,
      )
    const before = await ids()
    expect(new Set(before).size).toBe(before.length)
    expect(await ids()).toEqual(before)
    const [one] = before
    const found = await logs.send(
      new FilterLogEventsCommand({ logGroupName: MACHINE, filterPattern: "ExecutionStarted" }),
    )
    expect(found.events![0]!.eventId).toBe(one)
  })
})

describe("GetLogEvents", () => {
  it("walks a stream to its end and back, a megabyte at a time", async () => {
    const stream = {
      logGroupIdentifier: `arn:aws:logs:us-east-1:000000000000:log-group:${SAY}`,
      logStreamName: "much",
    }
    const walk = async (startFromHead: boolean) => {
      const pages: string[][] = []
      for (let nextToken: string | undefined, last = ""; ; last = nextToken) {
        const page = await logs.send(new GetLogEventsCommand({ ...stream, startFromHead, nextToken }))
        nextToken = (startFromHead ? page.nextForwardToken : page.nextBackwardToken)!
        pages.push(page.events!.map(({ message }) => JSON.parse(message!).message.split(" ")[0]))
        if (nextToken === last) return pages
      }
    }
    const lines = Array.from({ length: 150 }, (_, at) => `${at}`)
    const [onward, backward] = [await walk(true), await walk(false)]
    expect(onward.flat()).toEqual(lines)
    expect(backward.reverse().flat()).toEqual(lines)
    expect(onward.length).toBeGreaterThan(2)
  })
})

describe("groups and streams", () => {
  it("are found by part of a name, by ARN, and by their last event", async () => {
    const { logGroups } = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePattern: "printer" }))
    expect(logGroups).toMatchObject([
      {
        ...{ logGroupName: MACHINE, logGroupClass: "STANDARD" },
        arn: `arn:aws:logs:us-east-1:000000000000:log-group:${MACHINE}:*`,
        logGroupArn: `arn:aws:logs:us-east-1:000000000000:log-group:${MACHINE}`,
      },
    ])
    const streams = new DescribeLogStreamsCommand({
      ...{ logGroupIdentifier: logGroups![0]!.logGroupArn, orderBy: "LastEventTime", descending: true },
    })
    const { logStreams } = await logs.send(streams)
    expect(logStreams?.map(({ logStreamName }) => logStreamName)).toEqual([
      ...["states/printer/second", "states/printer/first"],
    ])
    const { events } = await logs.send(
      new GetLogEventsCommand({ logGroupName: MACHINE, logStreamName: "states/printer/first", limit: 1 }),
    )
    expect(logStreams![1]!.lastEventTimestamp).toBeGreaterThanOrEqual(events![0]!.timestamp!)
  })

  it.each([
    ["a limit of 0", new DescribeLogGroupsCommand({ limit: 0 }), "Value '0' at 'limit'"],
    [
      "a limit of 51",
      new DescribeLogStreamsCommand({ logGroupName: PRINT, limit: 51 }),
      "Value '51' at 'limit'",
    ],
    ["no group", new DescribeLogStreamsCommand({}), "Either logGroupName or logGroupIdentifier"],
    [
      "a token of another list",
      new DescribeLogStreamsCommand({ logGroupName: PRINT, nextToken: "nonsense" }),
      "The specified nextToken is invalid.",
    ],
    [
      "a token that is none",
      new GetLogEventsCommand({ logGroupName: PRINT, logStreamName: "first", nextToken: "x/1" }),
      "The specified nextToken is invalid.",
    ],
    [
      "two ways to choose streams",
      new FilterLogEventsCommand({
        logGroupName: PRINT,
        logStreamNames: ["first"],
        logStreamNamePrefix: "f",
      }),
      "Either logStreamNames or logStreamNamePrefix",
    ],
    [
      "a prefix and an order by time",
      new DescribeLogStreamsCommand({
        logGroupName: PRINT,
        orderBy: "LastEventTime",
        logStreamNamePrefix: "f",
      }),
      "Cannot order by LastEventTime with a logStreamNamePrefix.",
    ],
  ])("are refused with %s", async (_, command, message) => {
    await expect(send(command)).rejects.toMatchObject({
      ...{ name: "InvalidParameterException", message: expect.stringContaining(message) },
    })
  })

  it("that are not there are said to be so", async () => {
    const none = new FilterLogEventsCommand({ logGroupName: PRINT, logStreamNames: ["first", "none"] })
    await expect(logs.send(none)).rejects.toMatchObject({
      ...{ name: "ResourceNotFoundException", message: "The specified log stream does not exist." },
    })
  })
})
