import type { HistoryEvent } from "@aws-sdk/client-sfn"
import { definition } from "@mapfold/core/workflow/definition"
import { describe, expect, it } from "vitest"
import { readGraph } from "./graph.ts"
import { currentState, lastMapRun, readStates } from "./read-states.ts"

const machine = definition({
  functions: { prepare: "p", process: "q", reduce: "r" },
  buckets: { input: "in", output: "out" },
})
const graph = readGraph(machine)

const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second))
let id = 0
const entered = (name: string, second: number, type = "TaskStateEntered"): HistoryEvent =>
  ({ id: ++id, type, timestamp: at(second), stateEnteredEventDetails: { name } }) as HistoryEvent
const exited = (name: string, second: number): HistoryEvent =>
  ({
    id: ++id,
    type: "TaskStateExited",
    timestamp: at(second),
    stateExitedEventDetails: { name },
  }) as HistoryEvent
const event = (type: string, fields: object = {}): HistoryEvent =>
  ({ id: ++id, type, timestamp: at(0), ...fields }) as HistoryEvent

const statusesOf = (events: readonly HistoryEvent[], status: Parameters<typeof readStates>[2]) =>
  Object.fromEntries(readStates(graph, events, status).map((state) => [state.name, state.status]))

describe("the graph", () => {
  it("is in the order in which a run goes", () => {
    const names = graph.map(({ name }) => name)
    expect(names.slice(0, 2)).toEqual(["Prepare", expect.stringMatching(/^(ChooseReader|InvalidRunInput)$/)])
    expect(names.indexOf("MapListed")).toBeLessThan(names.indexOf("Reduce"))
    expect(names.indexOf("MapItems")).toBeLessThan(names.indexOf("Reduce"))
  })

  it("is drawn where it has a loop", () => {
    const States = {
      A: { Type: "Pass", Next: "B" },
      B: { Type: "Choice", Default: "A", Choices: [{ Next: "C" }] },
      C: { Type: "Succeed" },
    }
    expect(
      readGraph({ StartAt: "A", States })
        .map(({ name }) => name)
        .sort(),
    ).toEqual(["A", "B", "C"])
  })

  it("has every state, and where each may go", () => {
    expect(Object.fromEntries(graph.map(({ name, next }) => [name, next]))).toEqual({
      Prepare: ["ChooseReader", "InvalidRunInput"],
      ChooseReader: ["MapItems", "Reduce", "MapListed"],
      MapListed: ["Reduce"],
      MapItems: ["Reduce"],
      Reduce: [],
      InvalidRunInput: [],
    })
    expect(graph.find(({ name }) => name === "MapListed")).toMatchObject({ type: "Map", label: "MapListed" })
  })

  it("is empty for what is no definition, and has no state that is not there", () => {
    for (const none of [null, "text", {}, { StartAt: "A" }, { StartAt: "A", States: { A: 1 } }])
      expect(readGraph(none)).toEqual([])
    expect(readGraph({ StartAt: "A", States: { A: { Type: "Pass", Next: "toString" } } })).toEqual([
      { name: "A", type: "Pass", label: "A", next: ["toString"] },
    ])
  })
})

describe("the states of a run", () => {
  const mapping = [
    entered("Prepare", 1),
    event("TaskSucceeded"),
    exited("Prepare", 2),
    entered("MapListed", 3),
  ]

  it("wait, run and succeed", () => {
    const states = readStates(graph, mapping, "RUNNING")
    expect(states.find(({ name }) => name === "Prepare")).toMatchObject({
      ...{ status: "succeeded", enteredAt: "2026-01-01T00:00:01.000Z", exitedAt: "2026-01-01T00:00:02.000Z" },
    })
    expect(statusesOf(mapping, "RUNNING")).toMatchObject({ MapListed: "running", Reduce: "waiting" })
    expect(currentState(states)?.name).toBe("MapListed")
  })

  it.each([
    ["FAILED", "failed"],
    ["TIMED_OUT", "failed"],
    ["ABORTED", "aborted"],
  ] as const)("end %s where the run does", (status, ended) => {
    expect(statusesOf(mapping, status)).toMatchObject({ Prepare: "succeeded", MapListed: ended })
  })

  it("tell what was caught from what was tried again", () => {
    const caught = [
      entered("Prepare", 1),
      event("TaskFailed"),
      exited("Prepare", 2),
      entered("InvalidRunInput", 3, "FailStateEntered"),
    ]
    expect(statusesOf(caught, "FAILED")).toMatchObject({ Prepare: "caught", InvalidRunInput: "failed" })
    const retried = [entered("Prepare", 1), event("TaskFailed"), event("TaskSucceeded"), exited("Prepare", 2)]
    expect(statusesOf(retried, "RUNNING")).toMatchObject({ Prepare: "succeeded" })
  })

  it("run on after a redrive, which enters them no second time", () => {
    const redriven = [...mapping, event("MapRunFailed"), event("ExecutionFailed"), event("ExecutionRedriven")]
    expect(statusesOf(redriven, "RUNNING")).toMatchObject({ MapListed: "running" })
  })

  it("have the last map run", () => {
    expect(lastMapRun(mapping)).toBeNull()
    const runs = [
      event("MapRunStarted", { mapRunStartedEventDetails: { mapRunArn: "first" } }),
      event("MapRunFailed"),
      event("MapRunStarted", { mapRunStartedEventDetails: { mapRunArn: "second" } }),
      event("MapRunRedriven", { mapRunRedrivenEventDetails: { mapRunArn: "second" } }),
    ]
    expect(lastMapRun(runs)).toBe("second")
  })
})
