import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { fileURLToPath } from "node:url"
import {
  CreateStateMachineCommand,
  type HistoryEvent,
  paginateGetExecutionHistory,
  RedriveExecutionCommand,
  StartExecutionCommand,
} from "@aws-sdk/client-sfn"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { scratch } from "./command.ts"
import { ended, type Serving, serve } from "./serve/serving.ts"

const HANDLERS = fileURLToPath(new URL("./nested/handlers.mjs", import.meta.url))
const roleArn = "arn:aws:iam::000000000000:role/any"

let made = scratch()
let serving: Serving | undefined

beforeEach(() => {
  made.remove()
  made = scratch()
})
afterEach(async () => {
  await serving?.end()
  made.remove()
})

const home = () => join(made.path, "home")
const open = async () => {
  serving = await serve(home(), "--functions", HANDLERS)
  return serving
}

/** A task whose name is an expression. */
const step = (name: string, milliseconds: number, fields: object = { End: true }) => ({
  Type: "Task",
  Resource: "arn:aws:states:::lambda:invoke",
  Arguments: {
    FunctionName: "step",
    Payload: `{% {"folder": $folder, "name": ${name}, "milliseconds": ${milliseconds}} %}`,
  },
  Output: "{% $states.result.Payload %}",
  ...fields,
})

const line = (states: Record<string, unknown>) => ({ StartAt: Object.keys(states)[0], States: states })

/** A branch that waits, one with an iteration after another, and one with children that have iterations. */
const MACHINE = JSON.stringify({
  QueryLanguage: "JSONata",
  ...line({
    First: { Type: "Pass", Assign: { folder: "{% $states.input.folder %}" }, Next: "All" },
    All: {
      Type: "Parallel",
      Branches: [
        line({
          Early: step('"early"', 10, { Assign: { seen: "{% $states.result.Payload %}" }, Next: "Pause" }),
          Pause: { Type: "Wait", Seconds: 2, Next: "Late" },
          Late: step('"late after " & $seen', 10),
        }),
        line({
          Each: {
            Type: "Map",
            Items: ["a", "b", "c", "d", "e", "f"],
            MaxConcurrency: 2,
            ItemProcessor: line({
              One: step('"one " & $states.input', 250, { Next: "Two" }),
              Two: step('"two after " & $states.input', 10),
            }),
            End: true,
          },
        }),
        line({
          Runs: {
            Type: "Map",
            Items: '{% [1, 2].{"id": $, "folder": $folder} %}',
            ItemProcessor: {
              ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
              ...line({
                Enter: { Type: "Pass", Assign: { folder: "{% $states.input.folder %}" }, Next: "Three" },
                Three: {
                  Type: "Map",
                  Items: '{% [1..3].($string($states.input.id) & "." & $string($)) %}',
                  MaxConcurrency: 1,
                  ItemProcessor: line({ Step: step('"child " & $states.input', 250) }),
                  End: true,
                },
              }),
            },
            End: true,
          },
        }),
      ],
      End: true,
    },
  }),
})

const OUTPUT = [
  "late after early",
  ["a", "b", "c", "d", "e", "f"].map((name) => `two after one ${name}`),
  [1, 2].map((id) => [1, 2, 3].map((item) => `child ${id}.${item}`)),
]

async function start(name: string) {
  const { sfn } = serving!
  const folder = join(made.path, name)
  mkdirSync(folder)
  writeFileSync(join(folder, "calls"), "")
  const { stateMachineArn } = await sfn.send(
    new CreateStateMachineCommand({ name, definition: MACHINE, roleArn }),
  )
  const input = JSON.stringify({ folder })
  const { executionArn } = await sfn.send(
    new StartExecutionCommand({ stateMachineArn: stateMachineArn!, name, input }),
  )
  const lines = (what: string): string[] => {
    const text = readFileSync(join(folder, "calls"), "utf8")
    return text
      .split("\n")
      .flatMap((told) => (told.startsWith(`${what} `) ? [told.slice(what.length + 1)] : []))
  }
  return { executionArn: executionArn!, folder, lines }
}

async function historyOf(executionArn: string): Promise<HistoryEvent[]> {
  const events: HistoryEvent[] = []
  for await (const page of paginateGetExecutionHistory({ client: serving!.sfn }, { executionArn })) {
    events.push(...page.events!)
  }
  return events
}

/** Event types, but for those of what was tried and aborted, by how often they came. */
function countTypes(events: readonly HistoryEvent[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { type } of events) counts[type!] = (counts[type!] ?? 0) + 1
  return Object.fromEntries(Object.entries(counts).sort())
}

async function until(holds: () => boolean): Promise<void> {
  for (let waited = 0; !holds(); waited += 5) {
    if (waited > 30_000) throw new Error("it does not come to that within 30 s")
    await sleep(5)
  }
}

describe("states within Parallel, inline Map and STANDARD children", () => {
  it("go on where they were when the server was killed, as if nothing had happened", async () => {
    await open()
    const whole = await start("whole")
    expect(JSON.parse((await ended(serving!.sfn, whole.executionArn)).output!)).toStrictEqual(OUTPUT)
    const wanted = countTypes(await historyOf(whole.executionArn))
    const cut = await start("cut")
    const begun = Date.now()
    await until(() => cut.lines("end").filter((name) => name.startsWith("child")).length >= 2)
    await serving!.end("SIGKILL")
    const done = cut.lines("end")
    await open()
    expect(JSON.parse((await ended(serving!.sfn, cut.executionArn)).output!)).toStrictEqual(OUTPUT)
    // begun before the first deadline, and over at most moments after it
    expect(Date.now() - begun).toBeGreaterThanOrEqual(2_000)
    const events = await historyOf(cut.executionArn)
    expect(countTypes(events)).toStrictEqual(wanted)
    expect(events.map(({ id }) => id)).toStrictEqual(events.map((_, at) => at + 1))
    const pause = events.filter(({ stateEnteredEventDetails: entered }) => entered?.name === "Pause")
    const left = events.filter(({ stateExitedEventDetails: exited }) => exited?.name === "Pause")
    expect([pause.length, left.length]).toStrictEqual([1, 1])
    expect(+left[0]!.timestamp! - +pause[0]!.timestamp!).toBeGreaterThanOrEqual(1_990)
    // in each of four lines, what was under way, and what ended in the milliseconds that a kill takes back
    const again = cut.lines("begin").filter((name, at, all) => all.indexOf(name) !== at)
    expect(again.length).toBeLessThanOrEqual(8)
    expect(again.filter((name) => done.slice(0, -4).includes(name))).toStrictEqual([])
  })

  it("are redriven where they had failed or were aborted, and what had succeeded is not", async () => {
    await open()
    const { executionArn, folder, lines } = await start("failing")
    writeFileSync(join(folder, "two after one c"), "")
    expect(await ended(serving!.sfn, executionArn)).toMatchObject({ status: "FAILED" })
    rmSync(join(folder, "two after one c"))
    const before = await historyOf(executionArn)
    const succeeded = before.flatMap(({ type, stateExitedEventDetails: exited }) =>
      type === "TaskStateExited" ? [String(JSON.parse(exited!.output!))] : [],
    )
    expect(succeeded).toContain("one c")
    await serving!.sfn.send(new RedriveExecutionCommand({ executionArn }))
    const redriven = await ended(serving!.sfn, executionArn)
    expect(redriven).toMatchObject({ status: "SUCCEEDED", redriveCount: 1 })
    expect(JSON.parse(redriven.output!)).toStrictEqual(OUTPUT)
    const events = await historyOf(executionArn)
    expect(events.map(({ id }) => id)).toStrictEqual(events.map((_, at) => at + 1))
    const counts = countTypes(events)
    expect(counts).toMatchObject({ ExecutionRedriven: 1, MapRunStarted: 1 })
    // lines are as fast as the machine lets them be: a map run that had succeeded already is not redriven
    const { MapRunStarted = 0, MapRunSucceeded = 0 } = countTypes(before)
    expect(counts.MapRunRedriven ?? 0).toBe(MapRunStarted - MapRunSucceeded)
    expect(counts).toMatchObject({ ParallelStateEntered: 1, ParallelStateStarted: 1, ParallelStateExited: 1 })
    expect(counts).toMatchObject({ MapIterationStarted: 6, MapIterationFailed: 1, MapIterationSucceeded: 6 })
    const again = lines("begin").filter((name, at, all) => all.indexOf(name) !== at)
    expect(again).toContain("two after one c")
    expect(again.filter((name) => succeeded.includes(name))).toStrictEqual([])
  })
})
