import type { LogLine } from "@mapfold/core/status/log-view"
import { makeLogReader } from "../../runs/logs/log-reader.ts"
import { UnexpectedAnswer } from "../errors.ts"
import type { Evidence, LogEvidence } from "../evidence.ts"
import type { VerifyPorts } from "../ports.ts"
import { waitFor } from "../wait.ts"
import { keep } from "./refuse-and-repair.ts"

/** Enough to see their form. */
const LINES = 1_000

/** What the log groups hold of a run. Lines arrive within seconds, and a minute now and then. */
export function readLogs(
  ports: VerifyPorts,
  { run, from }: { readonly run: string; readonly from: number },
): Promise<Evidence["logs"]> {
  return keep(async () => {
    ports.say(`${run}: waiting for its log lines`)
    const [workflow, process] = await Promise.all([
      read(ports, "workflow", run, from),
      read(ports, "process", run, from),
    ])
    return { workflow, process }
  })
}

async function read(
  ports: VerifyPorts,
  name: LogLine["source"],
  run: string,
  from: number,
): Promise<LogEvidence> {
  const source = ports.target.logs.find((candidate) => candidate.source === name)
  if (source === undefined) throw new UnexpectedAnswer(`the stage names no log group of "${name}"`)
  const readLines = makeLogReader(ports.clients.logs)
  const what = `a line of ${run} in ${source.group}`
  const lines = await waitFor(ports, { what, milliseconds: ports.patience.logs }, async () => {
    const { events } = await readLines({
      source,
      run,
      terms: [run],
      from,
      until: Date.now() + 1,
      limit: LINES,
    })
    return events.length > 0 ? events.map(({ message }) => message) : null
  })
  return { group: source.group, lines }
}
