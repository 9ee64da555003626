import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, it } from "vitest"
import { openEngine } from "../engine.ts"
import { findExecution } from "../state/executions.ts"

it("ends an execution that breaks the interpreter itself, instead of leaving it running for ever", async () => {
  const home = mkdtempSync(join(tmpdir(), "mapfold-start-run-"))
  const buckets = { input: join(home, "input"), output: join(home, "output") }
  const engine = await openEngine({ home, buckets, workers: 1 })
  const { state, start } = engine.executions
  const States = { A: { Type: "Pass", End: true } }
  const definition = JSON.stringify({ QueryLanguage: "JSONata", StartAt: "A", States })
  // deeper than JSON can be written without running out of stack
  const input = "[".repeat(100_000) + "]".repeat(100_000)
  await start({ machine: "m", definition, name: "deep", input }).done
  expect(findExecution(state, "m", "deep")).toMatchObject({
    ...{ status: "FAILED", error: "RangeError", stopped: expect.any(Number) },
  })
  await engine.close()
  rmSync(home, { recursive: true })
})
