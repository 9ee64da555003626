import { expect } from "vitest"
import type { KeptRow } from "./cut-run.fixture.ts"
import { MAX_RETRIES, type World } from "./random-machine.fixture.ts"

/** Calls by name that were begun, and those of them that are known to have ended. */
function tellCalls(rows: readonly KeptRow[]) {
  const begun = new Map<string, number>()
  const ended = new Map<string, number>()
  const count = (counts: Map<string, number>, name: string) => counts.set(name, (counts.get(name) ?? 0) + 1)
  for (const { type, details } of rows) {
    if (type === "TaskScheduled") {
      const { Payload } = details.parameters as { Payload: { task: string; path: string; retry: number } }
      count(begun, `${Payload.task}${Payload.path} #${Payload.retry}`)
    }
    if (type === "TaskSucceeded") count(ended, (details.output as { Payload: { name: string } }).Payload.name)
    if (type === "TaskFailed") count(ended, JSON.parse(String(details.cause)).errorMessage)
  }
  return { begun, ended }
}

/** Those under way, of which each may be called once more. */
export function underWay(rows: readonly KeptRow[]): Map<string, number> {
  const { begun, ended } = tellCalls(rows)
  return new Map([...begun].map(([name, count]) => [name, count - (ended.get(name) ?? 0)]))
}

export function expectCalls(
  { calls }: Pick<World, "calls">,
  rows: readonly KeptRow[],
  again: Map<string, number>[],
): void {
  const { begun } = tellCalls(rows)
  const made = new Map<string, number>()
  for (const name of calls) made.set(name, (made.get(name) ?? 0) + 1)
  for (const [name, count] of made) {
    const most = again.reduce((sum, open) => sum + (open.get(name) ?? 0), begun.get(name) ?? 0)
    expect(count, `calls of ${name}`).toBeLessThanOrEqual(most)
  }
}

/** What holds of every history of a machine without circles: ids have no gap, and a line enters and leaves a state once. */
export function expectWhole(rows: readonly KeptRow[]): void {
  expect(rows.map(({ id }) => id)).toStrictEqual(rows.map((_, at) => at + 1))
  const open = new Map<string, string | null>()
  const once = new Set<string>()
  for (const { type, line, details, id, previous } of rows) {
    expect(previous).toBeLessThan(id)
    if (type.endsWith("StateEntered")) {
      expect(open.get(line) ?? null).toBeNull()
      open.set(line, String(details.name))
    }
    if (type.endsWith("StateExited")) {
      expect(open.get(line)).toBe(details.name)
      open.set(line, null)
    }
    if (type === "TaskScheduled") expect(open.get(line)).toMatch(/^task|flunk$/)
    if (/^(MapIteration|Execution)(Started|Succeeded)|State(Entered|Exited)$/.test(type)) {
      const told = `${line} ${type} ${details.index ?? details.name}`
      expect(once).not.toContain(told)
      once.add(told)
    }
  }
}

/** A Parallel or a Map is tried no more often than its Retry says, whatever happens between tries. */
export function expectAttempts(rows: readonly KeptRow[]): void {
  const attempts = new Map<string, number>()
  for (const { type, line } of rows) {
    if (type.endsWith("StateEntered")) attempts.set(line, 0)
    if (!/^(Parallel|Map)StateStarted$/.test(type)) continue
    const count = (attempts.get(line) ?? 0) + 1
    attempts.set(line, count)
    expect(count).toBeLessThanOrEqual(MAX_RETRIES + 1)
  }
}
