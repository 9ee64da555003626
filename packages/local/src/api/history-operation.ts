import * as z from "zod"
import { detailsField, toEventDetails } from "../history/event-details.ts"
import type { HistoryEvent } from "../history/history.ts"
import { type HistoryOf, readEvents } from "../state/events.ts"
import type { State } from "../state/state.ts"
import { invalidArn } from "./api-error.ts"
import { executionOf } from "./arns.ts"
import { makeOperation, type Operation, present, toSeconds } from "./operation.ts"
import { closePage, openPage, Paging } from "./paging.ts"

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_GetExecutionHistory.html */
const getHistory = makeOperation(
  z.object({
    executionArn: z.string(),
    reverseOrder: z.boolean().default(false),
    includeExecutionData: z.boolean().default(true),
    ...Paging,
  }),
  ({ state }, { executionArn, reverseOrder: reverse, includeExecutionData, ...paging }) => {
    const page = openPage<number>(paging, "number")
    const from = page.cursor === null ? {} : { after: page.cursor }
    const found = readEvents(state, historyOf(state, executionArn), { ...from, count: page.count, reverse })
    return present({
      events: found.map((event) => toEvent(event, includeExecutionData)),
      nextToken: closePage(found, page, ({ id }) => id),
    })
  },
)

function historyOf(state: State, arn: string): HistoryOf {
  const found = executionOf(state, arn)
  if (found.kind === "execution") return { execution: found.kept.id, child: "" }
  if (found.mapRun.row.is_express === 1) throw invalidArn("Resource type not valid in this context: express")
  return { execution: found.mapRun.kept.id, child: found.child.name }
}

function toEvent(event: HistoryEvent, withData: boolean): Record<string, unknown> {
  const { id, previousEventId, type, timestamp } = event
  const field = detailsField(type)
  const details = field === null ? {} : { [field]: toEventDetails(event, withData) }
  return { id, previousEventId, type, timestamp: toSeconds(timestamp), ...details }
}

export const historyOperations: Readonly<Record<string, Operation>> = { GetExecutionHistory: getHistory }
