import * as z from "zod"
import { detailsField, toEventDetails } from "../history/event-details.ts"
import type { HistoryEvent } from "../history/history.ts"
import { type EventPage as Asked, type HistoryOf, readEvents } from "../state/events.ts"
import type { State } from "../state/state.ts"
import { notInContext } from "./api-error.ts"
import { executionOf } from "./arns.ts"
import { Arn } from "./fields.ts"
import { makeOperation, type Operation, present, toSeconds } from "./operation.ts"
import { makeToken, openPage, Paging } from "./paging.ts"

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_GetExecutionHistory.html */
const getHistory = makeOperation(
  z.object({
    executionArn: Arn,
    reverseOrder: z.boolean().default(false),
    includeExecutionData: z.boolean().default(true),
    ...Paging,
  }),
  ({ state, now }, { executionArn, reverseOrder: reverse, includeExecutionData, ...paging }) => {
    const of = historyOf(state, executionArn)
    const page = openPage<number>(paging, "number", ["GetExecutionHistory", executionArn, reverse], now())
    const from = page.cursor === null ? {} : { after: page.cursor }
    const { events, isCut } = readEventPage(state, of, { ...from, count: page.count, reverse })
    const last = events.at(-1)?.id
    return present({
      events: events.map((event) => toEvent(event, includeExecutionData)),
      nextToken: isCut && last !== undefined ? makeToken(page, last) : undefined,
    })
  },
)

/** Events read at once: each may have twice 256 KiB of data. */
const READ_AT_ONCE = 50
/** Characters of the data in an answer, about: fewer events than were asked for are allowed, and all that follows is still to come. */
const MAX_CHARACTERS = 2 ** 22

type EventPage = { readonly events: readonly HistoryEvent[]; readonly isCut: boolean }

function readEventPage(
  state: State,
  of: HistoryOf,
  asked: Required<Pick<Asked, "count" | "reverse">> & Asked,
): EventPage {
  const events: HistoryEvent[] = []
  let { after } = asked
  let characters = 0
  while (events.length < asked.count) {
    const count = Math.min(READ_AT_ONCE, asked.count - events.length)
    const found = readEvents(state, of, { ...asked, ...(after === undefined ? {} : { after }), count })
    for (const event of found) {
      events.push(event)
      after = event.id
      characters += JSON.stringify(event.details).length
      if (characters > MAX_CHARACTERS) return { events, isCut: true }
    }
    if (found.length < count) return { events, isCut: false }
  }
  return { events, isCut: true }
}

function historyOf(state: State, arn: string): HistoryOf {
  const found = executionOf(state, arn)
  if (found.kind === "execution") return { execution: found.kept.id, child: "" }
  if (found.mapRun.row.is_express === 1) throw notInContext("express")
  return { execution: found.mapRun.kept.id, child: found.child.name }
}

function toEvent(event: HistoryEvent, withData: boolean): Record<string, unknown> {
  const { id, previousEventId, type, timestamp } = event
  const field = detailsField(type)
  const details = field === null ? {} : { [field]: toEventDetails(event, withData) }
  return { id, previousEventId, type, timestamp: toSeconds(timestamp), ...details }
}

export const historyOperations: Readonly<Record<string, Operation>> = { GetExecutionHistory: getHistory }
