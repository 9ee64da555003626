import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import { executionOperations } from "../api/execution-operations.ts"
import { findExecution } from "../state/executions.ts"
import { stopExecution } from "../state/stop.ts"
import { type Engines, openEngines } from "./engines.ts"

let home = ""
let engines: Engines

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), "mapfold-start-run-"))
  const buckets = { input: join(home, "input"), output: join(home, "output") }
  engines = await openEngines({ home, buckets, workers: 1 })
})
afterEach(async () => {
  await engines.close("stop")
  rmSync(home, { recursive: true })
})

const define = (States: object) =>
  JSON.stringify({ QueryLanguage: "JSONata", StartAt: Object.keys(States)[0], States })

it("ends an execution that breaks the interpreter itself, instead of leaving it running for ever", async () => {
  const { state, start } = engines.main.executions
  const definition = define({ A: { Type: "Pass", End: true } })
  // deeper than JSON can be written without running out of stack
  const input = "[".repeat(100_000) + "]".repeat(100_000)
  await start({ machine: "m", definition, name: "deep", input }).done
  expect(findExecution(state, "m", "deep")).toMatchObject({
    ...{ status: "FAILED", error: "RangeError", stopped: expect.any(Number) },
  })
})

describe("an execution that was told to stop", () => {
  it("comes to no state any more, however soon it would have ended", async () => {
    const { state, start } = engines.main.executions
    const names = ["Prepare", "Map", "Reduce", "Done"]
    const states = names.map((name, at) => [
      name,
      at === 3 ? { Type: "Succeed" } : { Type: "Pass", Next: names[at + 1] },
    ])
    const definition = define(Object.fromEntries(states))
    for (const machine of ["m", "mapfold"]) {
      const { done } = start({ machine, definition, name: "quick", input: "{}" })
      expect(stopExecution(state, findExecution(state, machine, "quick")!, { error: "Enough" }, 1)).toBe(true)
      await done
      expect(findExecution(state, machine, "quick")).toMatchObject({ status: "ABORTED", error: "Enough" })
    }
  })

  it("stops at once where the process that was told runs it", async () => {
    vi.useFakeTimers({ toFake: ["setInterval"] })
    try {
      const { state, start } = engines.main.executions
      const definition = define({ Reduce: { Type: "Wait", Seconds: 600, End: true } })
      const { done } = start({ machine: "m", definition, name: "long", input: "{}" })
      const executionArn = "arn:aws:states:us-east-1:000000000000:execution:m:long"
      const context = { state, engines, now: Date.now }
      executionOperations.StopExecution!(context, { executionArn, cause: "of it" })
      expect(await done).toMatchObject({ status: "ABORTED" })
      expect(findExecution(state, "m", "long")).toMatchObject({ status: "ABORTED", cause: "of it" })
    } finally {
      vi.useRealTimers()
    }
  })
})
