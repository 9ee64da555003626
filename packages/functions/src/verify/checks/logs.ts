import * as z from "zod"
import { parseJson } from "../../runs/aws/execution.ts"
import { type Assumption, expect, judge, of, show } from "./assumption.ts"

/** An event of an execution, as it is logged: https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html */
const LoggedEvent = z.looseObject({
  id: z.string(),
  type: z.string(),
  execution_arn: z.string(),
  event_timestamp: z.string(),
  previous_event_id: z.string(),
})

const HandlerLine = z.looseObject({ run: z.string(), batch: z.string(), object: z.string() })

export const logs: readonly Assumption[] = [
  {
    name: "workflow-lines",
    claim:
      "the events of a run and of its EXPRESS children reach the machine's log group, as JSON with id, type, execution_arn and event_timestamp as strings",
    check: ({ logs, refused }) =>
      of(logs, ({ workflow }) => {
        const events = workflow.lines.map((line) => LoggedEvent.safeParse(parseJson(line)).data ?? null)
        const run = "found" in refused ? refused.found.first.run : ""
        const own = events.filter((event) => event?.execution_arn.endsWith(`:${run}`) === true)
        return judge(
          [
            events.includes(null)
              ? `a line reads ${workflow.lines[events.indexOf(null)]?.slice(0, 300)}`
              : null,
            own.length === 0 ? `no line of ${workflow.lines.length} is the run's own` : null,
          ],
          `${workflow.lines.length} lines in ${workflow.group}, such as ${show({ ...own[0], details: "…" })}`,
        )
      }),
  },
  {
    name: "handler-lines",
    claim:
      "what Process logs reaches its log group as one JSON object a line, with run and batch, and the object where one failed",
    check: ({ logs, planted }) =>
      of(logs, ({ process }) => {
        const lines = process.lines.map((line) => HandlerLine.safeParse(parseJson(line)).data ?? null)
        const found = lines.filter((line) => planted.failing.includes(line?.object ?? ""))
        return judge(
          [
            expect(
              "the failed objects that lines name",
              new Set(found.map((line) => line?.object)).size,
              planted.failing.length,
            ),
          ],
          `${process.lines.length} lines in ${process.group}, such as ${show(found[0])}`,
        )
      }),
  },
]
