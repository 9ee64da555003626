import { PLACE } from "../engine/start-run.ts"
import { summarizeExecutions } from "../state/execution-summaries.ts"
import { type LogEvent, type LogTimes, readFunctionLog, readLogEvents } from "../state/log-events.ts"
import { listLoggedExecutions, listLoggedSources } from "../state/logged-executions.ts"
import { listMachines, type MachineRow } from "../state/machines.ts"
import type { State } from "../state/state.ts"
import { settingsOf } from "./machine-settings.ts"

/** A log group: the executions of a machine, or the lines of a function. */
export type LogGroup = {
  readonly name: string
  readonly created: number
  streams(): readonly LogStream[]
}

/** The log of one execution. Times are milliseconds since 1970. */
export type LogStream = {
  readonly name: string
  /** Of its first event. */
  readonly first: number
  /** Of its last; null while more may come. */
  readonly last: number | null
  /** The events within some time, in its order. */
  read(times: LogTimes): readonly LogEvent[]
}

/** As many machines as AWS lets an account have. */
const MAX_MACHINES = 10_000

export function logGroups(state: State): LogGroup[] {
  const machines = listMachines(state, "", MAX_MACHINES).map((machine) => machineGroup(state, machine))
  const functions = listLoggedSources(state).map(({ source, first }) => functionGroup(state, source, first))
  return mergeGroups([...machines, ...functions]).sort((left, right) => (left.name < right.name ? -1 : 1))
}

/** Machines may log to one group together. */
function mergeGroups(groups: readonly LogGroup[]): LogGroup[] {
  const byName = new Map<string, LogGroup>()
  for (const group of groups) {
    const other = byName.get(group.name)
    const merged = other && {
      name: group.name,
      created: Math.min(other.created, group.created),
      streams: () => [...other.streams(), ...group.streams()],
    }
    byName.set(group.name, merged ?? group)
  }
  return [...byName.values()]
}

/** Logs everything where the machine does not say how it logs: here it costs nothing. */
function machineGroup(state: State, machine: MachineRow): LogGroup {
  const { loggingConfiguration } = settingsOf(machine)
  const [destination] = loggingConfiguration?.destinations ?? []
  const arn = destination?.cloudWatchLogsLogGroup?.logGroupArn
  const name =
    arn?.split(":log-group:")[1]?.replace(/:\*$/, "") ?? `/aws/vendedlogs/states/${machine.name}-Logs`
  const how = {
    machine: { ...PLACE, name: machine.name },
    level: loggingConfiguration?.level ?? "ALL",
    withData: loggingConfiguration?.includeExecutionData ?? true,
  }
  return {
    name,
    created: machine.created,
    streams: () =>
      summarizeExecutions(state, { machine: machine.name }).map((kept) => ({
        name: `states/${machine.name}/${kept.name}`,
        first: kept.started,
        last: kept.stopped,
        read: (times) => readLogEvents(state, { kept, ...how }, times),
      })),
  }
}

function functionGroup(state: State, source: string, created: number): LogGroup {
  return {
    name: `/aws/lambda/${source}`,
    created,
    streams: () =>
      listLoggedExecutions(state, source).map(({ id, name, first, last }) => ({
        ...{ name, first, last },
        read: ({ from, until }) =>
          readFunctionLog(state, { id, name }, source).filter(({ time }) => time >= from && time <= until),
      })),
  }
}
