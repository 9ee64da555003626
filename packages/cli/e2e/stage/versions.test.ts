import { fileURLToPath } from "node:url"
import { gsodHottest } from "@mapfold/core/jobs/gsod/hottest"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { summaryOf } from "../files.ts"
import { openStageWorld, type StageWorld } from "./stage-world.ts"

const STAGE = ["--stage", "test"]

let world: StageWorld

beforeAll(async () => {
  world = await openStageWorld(
    "--jobs",
    fileURLToPath(new URL("./other-version.fixture.ts", import.meta.url)),
  )
  await world.mapfold(["sample", ...STAGE, "--stations", "5"])
})
afterAll(() => world.close())

describe("a stage of another version", () => {
  it("runs the job that it has, and the command says that it has another", async () => {
    const ended = await world.mapfold(["run", "gsod-hottest", "--year", "2025", ...STAGE, "--json"])
    expect(summaryOf(ended, "SUCCEEDED")).toMatchObject({ complete: true, objects: { processed: 5 } })
    expect(ended.stderr).toContain(
      `mapfold: the stage has version 99 of job "gsod-hottest", and this mapfold version ${gsodHottest.version}:`,
    )
  })

  it("says that it has no such job", async () => {
    const ended = await world.mapfold(["run", "web-logs", "--day", "2025-06-01", ...STAGE])
    expect(ended).toMatchObject({ code: 1, stdout: "" })
    expect(ended.stderr).toContain(
      'InvalidRunInput: the run\'s input cannot be used: there is no job "web-logs"',
    )
  })
})
