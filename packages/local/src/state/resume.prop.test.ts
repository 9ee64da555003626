import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { openCutRun, readHistories, tellLines } from "./cut-run.fixture.ts"
import { endExecution, findExecution } from "./executions.ts"
import { expectAttempts, expectCalls, expectWhole, underWay } from "./expect-history.fixture.ts"
import { hasFlunks, inChildren, lineOf, makeWorld, toMachine } from "./random-machine.fixture.ts"
import { redrive } from "./redrive.ts"

/** Milliseconds: far more than it takes where nothing else runs. */
const PATIENCE = 60_000

const INPUT = { path: "", n: 1 }

/** After how many thousandths of its writes an execution is cut. */
const moments = fc.array(fc.integer({ min: 0, max: 1_000 }), { minLength: 1, maxLength: 3 })

/** Whether it is children that the machine runs in. */
const children = fc.constantFrom(null, "STANDARD" as const, "EXPRESS" as const)

describe("an execution that is cut at any moment", () => {
  it(
    "comes to what an undisturbed one does, tells the same of each line, and calls no task again that has ended",
    async () => {
      const flunks = fc.constantFrom(0, 0, 0, 1, 2, 3)
      await fc.assert(
        fc.asyncProperty(lineOf(2, flunks), moments, children, async (line, cuts, inner) => {
          const machine = inner === null ? toMachine(line) : inChildren(toMachine(line), inner)
          const whole = openCutRun(machine, INPUT)
          const undisturbed = (await whole.run(makeWorld(), 1e9))!
          const wanted = readHistories(whole.state, whole.execution)
          whole.state.close()
          const run = openCutRun(machine, INPUT)
          const world = makeWorld()
          const again: Map<string, number>[] = []
          for (const cut of cuts) {
            const ended = await run.run(world, Math.round((undisturbed.written * cut) / 1_000))
            again.push(underWay(readHistories(run.state, run.execution).flat()))
            if (ended !== null) break
          }
          const resumed = await run.run(world)
          const histories = readHistories(run.state, run.execution)
          run.state.close()
          expect(JSON.stringify(resumed?.outcome)).toBe(JSON.stringify(undisturbed.outcome))
          for (const history of histories) expectWhole(history)
          for (const history of histories) expectAttempts(history)
          if (inner !== "EXPRESS") expectCalls(world, histories.flat(), again)
          if (!hasFlunks(line)) expect(histories.map(tellLines)).toStrictEqual(wanted.map(tellLines))
        }),
        { numRuns: 25, timeout: 10_000 },
      )
    },
    PATIENCE,
  )
})

it("an execution leaves nothing of its EXPRESS children behind, at whichever write it is cut", async () => {
  const line = [
    { kind: "map" as const, items: 2, concurrency: 0, line: [{ kind: "pass" as const }], flunks: 0 },
  ]
  const machine = inChildren(toMachine(line), "EXPRESS")
  const whole = openCutRun(machine, INPUT)
  const { written, outcome } = (await whole.run(makeWorld(), 1e9))!
  whole.state.close()
  for (let cut = 0; cut < written; cut++) {
    const run = openCutRun(machine, INPUT)
    await run.run(makeWorld(), cut)
    expect((await run.run(makeWorld()))?.outcome).toStrictEqual(outcome)
    expect([cut, run.state.prepare("SELECT * FROM events WHERE child <> ''").all()]).toStrictEqual([cut, []])
    run.state.close()
  }
}, 30_000)

describe("an execution that has failed or was stopped, and is redriven", () => {
  it(
    "goes on with what had failed, and enters no state again that it had left, however often it fails and is cut",
    async () => {
      const failing = fc.array(fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 3 }), {
        ...{ minLength: 1, maxLength: 3 },
      })
      await fc.assert(
        fc.asyncProperty(
          lineOf(2, fc.constant(0)),
          failing,
          moments,
          children,
          fc.boolean(),
          async (line, rounds, cuts, inner, isStopped) => {
            const own = toMachine(line, { isCaught: false })
            const machine = inner === null ? own : inChildren(own, inner)
            const whole = openCutRun(machine, INPUT)
            const undisturbed = (await whole.run(makeWorld(), 1e9))!
            whole.state.close()
            const run = openCutRun(machine, INPUT)
            const again: Map<string, number>[] = []
            const calls: string[] = []
            for (const numbers of [...rounds, []]) {
              const world = makeWorld((task) => numbers.includes(Number(task.replace("task", ""))))
              for (const cut of cuts) {
                const ended = await run.run(world, Math.round((undisturbed.written * cut) / 1_000))
                again.push(underWay(readHistories(run.state, run.execution).flat()))
                if (ended !== null) break
              }
              const stopAfter = isStopped ? (undisturbed.written * cuts[0]!) / 2_000 : undefined
              const ended = await run.run(world, undefined, stopAfter)
              calls.push(...world.calls)
              if (ended?.outcome.status === "SUCCEEDED") break
              endExecution(run.state, run.execution, ended!.outcome, Date.now())
              redrive(run.state, findExecution(run.state, "machine", "run-1")!, Date.now())
            }
            const { outcome } = (await run.run(makeWorld()))!
            const histories = readHistories(run.state, run.execution)
            run.state.close()
            expect(JSON.stringify(outcome)).toBe(JSON.stringify(undisturbed.outcome))
            for (const history of histories) expectWhole(history)
            if (inner !== "EXPRESS") expectCalls({ calls }, histories.flat(), again)
          },
        ),
        { numRuns: 25, timeout: 10_000 },
      )
    },
    PATIENCE,
  )
})
