import fc from "fast-check"
import { FunctionFailed } from "../errors.ts"
import { machineOf, type TestFunction } from "../interpreter/run-machine.fixture.ts"

/** What a line of a random machine does, a state after another. */
export type Spec =
  | { readonly kind: "pass" | "wait" | "choice" }
  /** A task that fails so many times before it answers, and is retried; `isCaught` where it fails always. */
  | { readonly kind: "task"; readonly failures: number; readonly isCaught: boolean }
  /** `flunks`: how many attempts of the whole one of its branches or iterations fails. Three are caught. */
  | { readonly kind: "parallel"; readonly branches: readonly Line[]; readonly flunks: number }
  | {
      readonly kind: "map"
      readonly items: number
      readonly concurrency: number
      readonly line: Line
      readonly flunks: number
    }
export type Line = readonly Spec[]

/** Of each task, Parallel and Map. */
export const MAX_RETRIES = 2

export function lineOf(depth: number, flunks: fc.Arbitrary<number>): fc.Arbitrary<Line> {
  const simple: fc.Arbitrary<Spec>[] = [
    fc.record({ kind: fc.constantFrom("pass", "wait", "choice") }),
    fc.record({
      kind: fc.constant("task" as const),
      failures: fc.integer({ min: 0, max: MAX_RETRIES }),
      isCaught: fc.boolean(),
    }),
  ]
  if (depth === 0) return fc.array(fc.oneof(...simple), { minLength: 1, maxLength: 3 })
  const line = lineOf(depth - 1, flunks)
  const parallel = fc.record({
    kind: fc.constant("parallel" as const),
    branches: fc.array(line, { minLength: 1, maxLength: 3 }),
    flunks,
  })
  const map = fc.record({
    ...{ kind: fc.constant("map" as const), items: fc.integer({ min: 0, max: 5 }) },
    ...{ concurrency: fc.integer({ min: 0, max: 3 }), line, flunks },
  })
  return fc.array(fc.oneof(...simple, parallel, map), { minLength: 1, maxLength: 3 })
}

/** Whether lines are ended by others that fail, at a moment that depends on what else is done at it. */
export function hasFlunks(line: Line): boolean {
  return line.some(
    (spec) =>
      (spec.kind === "parallel" && (spec.flunks > 0 || spec.branches.some(hasFlunks))) ||
      (spec.kind === "map" && (spec.flunks > 0 || hasFlunks(spec.line))),
  )
}

/**
 * The machine of a line. Its values are `{path, n}`: the path names the iteration, n is changed by each state and by the
 * variable x, so that the output tells whether inputs and variables were what they should be.
 */
export function toMachine(line: Line, { isCaught = true }: { readonly isCaught?: boolean } = {}): unknown {
  let names = 0
  const statesOf = (specs: Line, first: Record<string, unknown> = {}) => {
    const named = specs.map((spec) => [`${spec.kind}${++names}`, spec] as const)
    const states = { ...first }
    for (const [at, [name, spec]] of named.entries()) {
      const next = named[at + 1]?.[0]
      states[name] = toState(name, spec, next)
    }
    return { StartAt: Object.keys(states)[0]!, States: states }
  }
  const toState = (name: string, spec: Spec, next: string | undefined): unknown => {
    const goOn = next === undefined ? { End: true } : { Next: next }
    const both = (n: string, extra = "") => `{% {"path": $states.input.path, "n": ${n}${extra}} %}`
    switch (spec.kind) {
      case "pass":
        return { Type: "Pass", Assign: { x: "{% $x + 1 %}" }, Output: both("$states.input.n + $x"), ...goOn }
      case "wait":
        return { Type: "Wait", Seconds: 2, ...goOn }
      case "choice": {
        // a Choice cannot end a line
        if (next === undefined) return { Type: "Succeed", Output: both("$states.input.n * 2") }
        const Choices = [
          { Condition: "{% $states.input.n % 2 = 0 %}", Assign: { x: "{% $x + 3 %}" }, Next: next },
        ]
        return { Type: "Choice", Choices, Default: next }
      }
      case "task":
        if (!isCaught) return callOf(name, 0, next, isCaught)
        return callOf(name, spec.isCaught ? MAX_RETRIES + 1 : spec.failures, next, isCaught)
      case "parallel": {
        const flunks = next === undefined ? Math.min(spec.flunks, MAX_RETRIES) : spec.flunks
        const branches = spec.branches.map((branch) => statesOf(branch))
        const flunk = statesOf([], { [`${name}-flunk`]: flunkOf(name, flunks) })
        return {
          ...{
            Type: "Parallel",
            Arguments: both("$states.input.n", ', "attempt": $states.context.State.RetryCount'),
          },
          Branches: flunks > 0 ? [...branches, flunk] : branches,
          Output: both("$sum([$states.result.n]) + $x"),
          ...failing(isCaught ? next : undefined, both("$states.input.n - 1")),
          ...goOn,
        }
      }
      case "map": {
        const item = "$states.context.Map.Item.Value"
        const path = `$states.input.path & "/" & $string(${item})`
        const attempt = "$states.context.State.RetryCount"
        const flunks = next === undefined ? Math.min(spec.flunks, MAX_RETRIES) : spec.flunks
        const within = statesOf(spec.line)
        const StartAt = flunks > 0 ? `${name}-flunk` : within.StartAt
        const { End, ...flunk } = flunkOf(name, flunks)
        const States = {
          ...(flunks > 0 ? { [StartAt]: { ...flunk, Next: within.StartAt } } : {}),
          ...within.States,
        }
        return {
          ...{ Type: "Map", Items: `{% [1..${spec.items}] %}`, MaxConcurrency: spec.concurrency },
          ItemSelector: `{% {"path": ${path}, "n": ${item} + $x, "attempt": ${attempt}} %}`,
          ItemProcessor: { StartAt, States },
          Output: both("$sum([$states.result.n]) + $x"),
          ...failing(isCaught ? next : undefined, both("$states.input.n - 2")),
          ...goOn,
        }
      }
    }
  }
  const whole = statesOf(line)
  return {
    ...(machineOf({
      First: { Type: "Pass", Assign: { x: 1 }, Next: whole.StartAt },
      ...whole.States,
    }) as object),
  }
}

/** A machine of a machine: a Distributed Map whose two children run it. */
export function inChildren(machine: unknown, ExecutionType: "STANDARD" | "EXPRESS"): unknown {
  const { StartAt, States } = machine as { StartAt: string; States: object }
  const Items = '{% [$states.input, {"path": "child", "n": 2}] %}'
  const ProcessorConfig = { Mode: "DISTRIBUTED", ExecutionType }
  return machineOf({
    M: { Type: "Map", Items, ItemProcessor: { ProcessorConfig, StartAt, States }, End: true },
  })
}

const RETRY = [
  { ErrorEquals: ["Other"], MaxAttempts: 1 },
  { ErrorEquals: ["Flunked", "Failed"], MaxAttempts: MAX_RETRIES, IntervalSeconds: 1 },
]

/** A Catch goes where the state does, and there is none at the end of a line. */
function failing(next: string | undefined, Output: string): object {
  return {
    Retry: RETRY,
    ...(next === undefined ? {} : { Catch: [{ ErrorEquals: ["States.ALL"], Output, Next: next }] }),
  }
}

function callOf(name: string, failures: number, next: string | undefined, isCaught: boolean): object {
  const payload = `{% {"task": "${name}", "path": $states.input.path, "n": $states.input.n,
    "retry": $states.context.State.RetryCount, "fails": ${next === undefined ? Math.min(failures, MAX_RETRIES) : failures}} %}`
  return {
    ...{ Type: "Task", Resource: "arn:aws:states:::lambda:invoke" },
    Arguments: { FunctionName: "f", Payload: payload },
    Assign: { x: "{% $x + $states.result.Payload.n %}" },
    Output: '{% {"path": $states.input.path, "n": $states.result.Payload.n} %}',
    ...failing(isCaught ? next : undefined, '{% {"path": $states.input.path, "n": $states.input.n - 3} %}'),
    ...(next === undefined ? { End: true } : { Next: next }),
  }
}

/** Fails as often as its Parallel or Map is tried, and is not retried itself. */
function flunkOf(name: string, flunks: number): Record<string, unknown> {
  const payload = `{% {"task": "${name}-flunk", "path": $states.input.path, "n": $states.input.n,
    "retry": $states.input.attempt, "fails": ${flunks}, "error": "Flunked"} %}`
  return {
    ...{ Type: "Task", Resource: "arn:aws:states:::lambda:invoke" },
    Arguments: { FunctionName: "f", Payload: payload },
    ...{ Output: "{% $states.input %}", End: true },
  }
}

type Call = { task: string; path: string; n: number; retry: number; fails: number; error?: string }

export type World = {
  /** The calls that were made, by name. */
  readonly calls: string[]
  readonly f: TestFunction
}

/** Functions that answer sooner or later, which depends on who asks. `willFail` tells of tasks that fail, and
 * are not retried. */
export function makeWorld(willFail: (task: string) => boolean = () => false): World {
  const calls: string[] = []
  return {
    calls,
    async f(payload) {
      const { task, path, n, retry, fails, error = "Failed" } = payload as Call
      const name = `${task}${path} #${retry}`
      calls.push(name)
      for (let pause = (name.length * 7 + n) % 4; pause > 0; pause--) await new Promise(setImmediate)
      if (willFail(task)) throw new FunctionFailed("Fatal", name)
      if (retry < fails) throw new FunctionFailed(error, name)
      return { name, n: n + 1 }
    },
  }
}
