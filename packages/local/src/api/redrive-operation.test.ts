import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, expect, it } from "vitest"
import { type Engines, openEngines } from "../engine/engines.ts"
import { findExecution } from "../state/executions.ts"
import { redriveOperations } from "./redrive-operation.ts"

let home = ""
let engines: Engines

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), "mapfold-redrive-"))
  const buckets = { input: join(home, "input"), output: join(home, "output") }
  engines = await openEngines({ home, buckets, workers: 1 })
})
afterAll(async () => {
  await engines.close("stop")
  rmSync(home, { recursive: true })
})

const executionArn = (name: string) => `arn:aws:states:us-east-1:000000000000:execution:m:${name}`

/** An execution that failed, and how to redrive it; `open` says how its engine is opened. */
async function fail(name: string, open: Engines["open"] = engines.open) {
  const { state, start } = engines.main.executions
  const States = { A: { Type: "Fail", Error: "Enough" } }
  const definition = JSON.stringify({ QueryLanguage: "JSONata", StartAt: "A", States })
  await start({ machine: "m", definition, name, input: "{}" }).done
  const context = { state, engines: { ...engines, open }, now: Date.now }
  return {
    kept: () => findExecution(state, "m", name),
    redrive: async (clientToken?: string) =>
      redriveOperations.RedriveExecution!(context, { executionArn: executionArn(name), clientToken }),
  }
}

it("leaves an execution as it was where its engine cannot be opened", async () => {
  const { kept, redrive } = await fail("unopened", async () => {
    throw new Error("the job file is gone")
  })
  await expect(redrive()).rejects.toThrow("the job file is gone")
  expect(kept()).toMatchObject({ status: "FAILED", redrives: 0 })
})

it("redrives once what two ask for at once", async () => {
  const { kept, redrive } = await fail("twice")
  const answers = await Promise.allSettled([redrive(), redrive()])
  expect(answers.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"])
  await expect.poll(() => kept()?.status).toBe("FAILED")
  expect(kept()).toMatchObject({ redrives: 1 })
})

it("answers the same to two that ask at once with one token", async () => {
  const { kept, redrive } = await fail("tokens")
  const [one, other] = await Promise.all([redrive("t"), redrive("t")])
  expect(one).toEqual(other)
  await expect.poll(() => kept()?.status).toBe("FAILED")
  expect(kept()).toMatchObject({ redrives: 1 })
})
