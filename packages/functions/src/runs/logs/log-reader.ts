import { type CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs"
import { ask } from "../aws/aws-errors.ts"
import type { LogSource } from "../target.ts"

export type LogEvent = {
  /** Milliseconds since 1970. */
  readonly time: number
  readonly id: string
  readonly message: string
}

export type LogAsked = {
  readonly source: LogSource
  readonly run: string
  /** Texts that a line must all have. */
  readonly terms: readonly string[]
  /** Milliseconds since 1970; `until` is not within. */
  readonly from: number
  readonly until: number
  readonly limit: number
}

/** In the order of time; cut where there may be more. */
export type LogAnswer = { readonly events: readonly LogEvent[]; readonly isCut: boolean }

/** Lines of one log group; none where the group is not there, as before a function's first call. */
export type LogReader = (asked: LogAsked) => Promise<LogAnswer>

/** Answers of FilterLogEvents for one page: it answers without lines where it has searched long. 5 a second are allowed. */
const MAX_ANSWERS = 40
const MOST = 10_000
/** What a phrase of a filter pattern may hold as it is; a pattern has 1,024 characters at most, and up to three phrases. */
const PLAIN = /^[\w ./:=@+-]{1,300}$/

export function makeLogReader(logs: CloudWatchLogsClient): LogReader {
  return async ({ source, run, terms, from, until, limit }) => {
    const found: LogEvent[] = []
    let nextToken: string | undefined
    for (let answers = 0; answers < MAX_ANSWERS && found.length < limit; answers++) {
      const command = new FilterLogEventsCommand({
        ...{ logGroupName: source.group, startTime: from, endTime: until },
        limit: Math.min(limit, MOST),
        ...(source.streams === null ? {} : { logStreamNamePrefix: `${source.streams}${run}` }),
        filterPattern: toPattern(terms),
        ...(nextToken === undefined ? {} : { nextToken }),
      })
      const answer = await askForLines(logs, command)
      if (answer === null) return { events: [], isCut: false }
      for (const { timestamp = 0, eventId = "", message = "" } of answer.events ?? [])
        found.push({ time: timestamp, id: eventId, message })
      nextToken = answer.nextToken
      if (nextToken === undefined) break
    }
    return { events: found.sort((left, right) => left.time - right.time), isCut: nextToken !== undefined }
  }
}

async function askForLines(logs: CloudWatchLogsClient, command: FilterLogEventsCommand) {
  try {
    return await ask("logs:FilterLogEvents", () => logs.send(command))
  } catch (error) {
    if (error instanceof Error && error.name === "ResourceNotFoundException") return null
    throw error
  }
}

/** `"a" "b"`: what has other characters is left to whoever reads the lines. */
function toPattern(terms: readonly string[]): string {
  return terms
    .filter((term) => PLAIN.test(term))
    .map((term) => `"${term}"`)
    .join(" ")
}
