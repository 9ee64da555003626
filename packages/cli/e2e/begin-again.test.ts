import { spawn } from "node:child_process"
import { once } from "node:events"
import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { StartExecutionCommand } from "@aws-sdk/client-sfn"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { BIN, mapfold, scratch } from "./command.ts"
import { readJson, summaryOf } from "./files.ts"
import type { Hold } from "./kill/hold.ts"
import { ended, type Serving, serve } from "./serve/serving.ts"

const STATIONS = 40
const MACHINE = "arn:aws:states:us-east-1:000000000000:stateMachine:mapfold"

const { path: folder, remove } = scratch()
const home = join(folder, "home")
const [input, output] = [join(home, "input"), join(home, "output")]
const result = () => readFileSync(join(output, "results/gsod-hottest/year=2025/result.json"), "utf8")
const request = { year: 2025, settings: { batchObjects: 4 } }

let whole = ""
/** The run with a failed object, which has been mended since. */
let failed = ""

beforeAll(async () => {
  await mapfold(["sample", "--stations", `${STATIONS}`, "--to", input])
  const run = ["run", "gsod-hottest", "--year", "2025", "--dir", home, "--batch-objects", "4", "--json"]
  summaryOf(await mapfold(run), "SUCCEEDED")
  whole = result()
  const bad = join(input, "2025", readdirSync(join(input, "2025")).sort()[6]!)
  copyFileSync(bad, join(folder, "good"))
  writeFileSync(bad, "this,is\nno,station\n")
  failed = summaryOf(await mapfold([...run, "--tolerate-objects", "1"]), "SUCCEEDED").run
  copyFileSync(join(folder, "good"), bad)
  expect(result()).not.toBe(whole)
})
afterAll(remove)

describe("a repair that is killed", () => {
  it.each([
    ["while it keeps what was done", { part: `${output}/runs/`, inMain: true, call: 30 }],
    ["at the end of that", { part: "/kept/SUCCEEDED", inMain: true, call: 1 }],
    ["while it processes what is left", { part: `${input}/2025/`, inMain: false, call: 1 }],
  ])("%s ends as if nothing had happened", async (_, where) => {
    const mark = join(folder, `mark-${Math.random()}`)
    const hold: Hold = { ...where, mark }
    const env = { ...process.env, MAPFOLD_TEST_HOLD: JSON.stringify(hold) }
    const args = [
      "--import",
      new URL("./kill/hold.ts", import.meta.url).href,
      BIN,
      "repair",
      failed,
      "--dir",
      home,
    ]
    const child = spawn(process.execPath, args, { env, stdio: "ignore" })
    for (let waited = 0; waited < 20_000 && child.exitCode === null && !existsSync(mark); waited += 5)
      await sleep(5)
    expect(existsSync(mark)).toBe(true)
    child.kill("SIGKILL")
    await once(child, "close")
    const summary = summaryOf(await mapfold(["resume", "--dir", home, "--json"]), "SUCCEEDED")
    expect(summary.objects).toStrictEqual({ listed: STATIONS, processed: STATIONS, skipped: 0, failed: 0 })
    expect(readJson(output, summary.report)).toMatchObject({ repairs: failed, complete: true })
    expect(result()).toBe(whole)
  })
})

describe("an execution with one field more in its input", () => {
  let serving: Serving
  beforeAll(async () => {
    serving = await serve(home)
  })
  afterAll(async () => {
    await serving.end()
  })

  async function execute(name: string, fields: object) {
    const input = JSON.stringify({ ...request, tolerate: { objects: 1 }, ...fields })
    const { executionArn } = await serving.sfn.send(
      new StartExecutionCommand({ stateMachineArn: MACHINE, name, input }),
    )
    return ended(serving.sfn, executionArn!)
  }

  it("repairs a run", async () => {
    const { status, output: text } = await execute("repaired", { repairs: failed })
    expect(status).toBe("SUCCEEDED")
    expect(JSON.parse(text!)).toMatchObject({
      complete: true,
      published: true,
      objects: { processed: STATIONS },
    })
    expect(result()).toBe(whole)
    const [last] = JSON.parse((await mapfold(["runs", "--dir", home, "--json"])).stdout)
    expect(last).toMatchObject({ run: "repaired", repairs: failed })
  })

  it("reduces a run again", async () => {
    const { status, output: text } = await execute("reduced", { reduces: failed })
    expect(status).toBe("SUCCEEDED")
    expect(JSON.parse(text!)).toMatchObject({ complete: false, objects: { listed: STATIONS, failed: 1 } })
    expect(readJson(output, "runs/reduced/report.json")).toMatchObject({ reduces: failed })
  })

  it("is told by name why there is nothing that it can begin with", async () => {
    expect(await execute("refused", { repairs: "nobody" })).toMatchObject({
      ...{ status: "FAILED", error: "InvalidRunInput" },
      cause:
        'run "nobody" cannot be repaired: there is nothing under s3://output/runs/nobody/: check the run\'s name',
    })
    expect(await execute("both", { repairs: failed, reduces: failed })).toMatchObject({
      error: "InvalidRunInput",
      cause: expect.stringContaining("a run does one of the two"),
    })
    expect(await execute("other-year", { repairs: failed, year: 2024 })).toMatchObject({
      error: "InvalidRunInput",
      cause: expect.stringContaining('its params are {"year":2025}, and this input has {"year":2024}'),
    })
  })
})
