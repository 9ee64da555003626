import { PLACE } from "../engine/start-run.ts"
import { listExecutions } from "../state/executions.ts"
import { type LogEvent, readFunctionLog, readLogEvents } from "../state/log-events.ts"
import { listMachines, type MachineRow } from "../state/machines.ts"
import type { State } from "../state/state.ts"
import { settingsOf } from "./machine-operations.ts"

/** A log group: the executions of a machine, or the lines of a function. */
export type LogGroup = {
  readonly name: string
  readonly created: number
  streams(): readonly LogStream[]
}

/** The log of one execution. */
export type LogStream = {
  readonly name: string
  readonly created: number
  read(): readonly LogEvent[]
}

/** As many machines as AWS lets an account have. */
const MAX_MACHINES = 10_000

export function logGroups(state: State): LogGroup[] {
  const machines = listMachines(state, "", MAX_MACHINES).map((machine) => machineGroup(state, machine))
  return [...machines, ...functionGroups(state)].sort((left, right) => (left.name < right.name ? -1 : 1))
}

/** Logs everything where the machine does not say how it logs: here it costs nothing. */
function machineGroup(state: State, machine: MachineRow): LogGroup {
  const { loggingConfiguration } = settingsOf(machine)
  const [destination] = loggingConfiguration?.destinations ?? []
  const arn = destination?.cloudWatchLogsLogGroup?.logGroupArn
  const name =
    arn?.split(":log-group:")[1]?.replace(/:\*$/, "") ?? `/aws/vendedlogs/states/${machine.name}-Logs`
  return {
    name,
    created: machine.created,
    streams: () =>
      listExecutions(state, { machine: machine.name }).map((kept) => ({
        name: `states/${machine.name}/${kept.name}`,
        created: kept.started,
        read: () =>
          readLogEvents(state, {
            kept,
            machine: { ...PLACE, name: machine.name },
            level: loggingConfiguration?.level ?? "ALL",
            withData: loggingConfiguration?.includeExecutionData ?? true,
          }),
      })),
  }
}

function functionGroups(state: State): LogGroup[] {
  const sources = state.prepare("SELECT source, min(time) AS created FROM logs GROUP BY source").all()
  return sources.map((row) => {
    const { source, created } = row as { source: string; created: number }
    return {
      name: `/aws/lambda/${source}`,
      created,
      streams: () =>
        listExecutions(state)
          .map((kept) => ({ kept, lines: readFunctionLog(state, kept, source) }))
          .filter(({ lines }) => lines.length > 0)
          .map(({ kept, lines }) => ({ name: kept.name, created: kept.started, read: () => lines })),
    }
  })
}
