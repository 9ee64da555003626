import { keepExecution, runMachine } from "../interpreter/run-machine.fixture.ts"
import type { World } from "./random-machine.fixture.ts"
import type { State } from "./state.ts"

/** An execution whose process can be killed at any write. */
export function openCutRun(machine: unknown, input: unknown, patience?: number) {
  const kept = keepExecution()
  const { state, execution } = kept
  return {
    ...{ state, execution },
    /**
     * Runs it, or goes on with it, and keeps no more than so many writes: answers null where it was cut. Before that it may
     * be stopped.
     */
    async run(world: World, writes = Number.POSITIVE_INFINITY, stopAfter = Number.POSITIVE_INFINITY) {
      const controller = new AbortController()
      let left = writes
      let written = 0
      let kill = () => {}
      const killed = new Promise<null>((resolve) => {
        kill = () => resolve(null)
      })
      const write: State["write"] = (sql, ...values) => {
        if (++written > stopAfter) setImmediate(() => controller.abort())
        if (left > 0) {
          left--
          return state.write(sql, ...values)
        }
        kill()
        return { sql, values, isCommitted: true }
      }
      const ran = runMachine(machine, input, {
        kept: { state: { ...state, write }, execution },
        functions: {
          f(...given) {
            if (left > 0) return world.f(...given)
            kill()
            return new Promise(() => {})
          },
        },
        signal: controller.signal,
        ...(patience === undefined ? {} : { patience }),
      })
      ran.catch(() => {})
      const result = await Promise.race([ran, killed])
      // whoever still runs writes nothing any more
      left = 0
      controller.abort()
      return result === null ? null : { ...result, written }
    },
  }
}

export type KeptRow = {
  readonly id: number
  readonly previous: number
  readonly type: string
  readonly line: string
  readonly details: Readonly<Record<string, unknown>>
}

/** The execution's own history, then those of its STANDARD children in the order of their inputs. */
export function readHistories(state: State, execution: number): KeptRow[][] {
  const children = state.prepare("SELECT name FROM children WHERE place IS NOT NULL ORDER BY input").all()
  const sql =
    "SELECT id, previous, type, line, details FROM events WHERE execution = ? AND child = ? ORDER BY id"
  const rows = (child: string) =>
    state
      .prepare(sql)
      .all(execution, child)
      .map((row) => ({ ...row, details: JSON.parse(String(row.details)) }) as KeptRow)
  return ["", ...children.map(({ name }) => String(name))].map(rows)
}

/** What happened in each line, in its order, by names of lines that are the same whatever happened at the same time. */
export function tellLines(rows: readonly KeptRow[]): Record<string, string[]> {
  const lines = new Map<string, string[]>()
  const places = new Map<number, { readonly name: string; readonly at: number }>()
  const nameOf = (line: string): string => {
    if (line === "") return "main"
    const [started, index] = line.split(".")
    const { name, at } = places.get(Number(started))!
    return `${name} ${at}.${index}`
  }
  for (const { id, previous, type, line, details } of rows) {
    const name = nameOf(line)
    const told = lines.get(name) ?? []
    lines.set(name, told)
    places.set(id, { name, at: told.length })
    const from = places.get(previous)
    // where lines come together, the last one depends on the moment
    const source =
      from === undefined
        ? ""
        : from.name === name
          ? String(from.at)
          : name.startsWith(from.name)
            ? "above"
            : "within"
    // but for what the stand-in for Lambda says of the moment
    const payload = (details.output as { Payload?: unknown } | undefined)?.Payload
    const { mapRunArn, ...others } = details
    const shown = type === "TaskSucceeded" ? payload : others
    told.push(`${type} from ${source} ${JSON.stringify(shown)}`)
  }
  return Object.fromEntries([...lines].sort(([left], [right]) => (left < right ? -1 : 1)))
}
