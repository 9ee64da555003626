import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { BIN, type Ended, run } from "../command.ts"
import { summaryOf } from "../files.ts"
import { play } from "../terminal/screen.ts"
import { openStageWorld, type StageWorld } from "./stage-world.ts"

const STATIONS = 800
const STAGE = ["--stage", "test"]
const RUN = ["run", "gsod-hottest", "--year", "2025", ...STAGE]
/** Some seconds. */
const SLOWLY = ["--batch-objects", "1", "--concurrency", "1"]

let world: StageWorld
let whole = ""

const result = () => readFileSync(join(world.output, "results/gsod-hottest/year=2025/result.json"), "utf8")

beforeAll(async () => {
  world = await openStageWorld()
  await world.mapfold(["sample", ...STAGE, "--stations", `${STATIONS}`])
  summaryOf(await world.mapfold([...RUN, "--json"]), "SUCCEEDED")
  whole = result()
})
afterAll(() => world.close())

/** The command, with a run that has done some batches and does not go on until something was done meanwhile. */
async function meanwhile(
  act: (child: { kill(signal: "SIGINT"): boolean }) => Promise<void>,
  ...flags: string[]
): Promise<Ended> {
  world.gate.close(readdirSync(join(world.input, "2025")).sort()[20]!)
  const acted = Promise.withResolvers<void>()
  const ended = world.mapfold([...RUN, ...SLOWLY, ...flags], {
    onStart(child) {
      let isBegun = false
      child.stderr?.on("data", (text: string) => {
        if (isBegun || !text.includes(" runs on stage ")) return
        isBegun = true
        const actThere = async () => {
          await world.gate.come()
          await act(child)
        }
        actThere().then(acted.resolve, acted.reject)
      })
    },
  })
  await acted.promise
  world.gate.open()
  return ended
}

const interrupt = async (child: { kill(signal: "SIGINT"): boolean }) => void child.kill("SIGINT")

describe("Ctrl-C", () => {
  it("stops the run on AWS, and a redrive goes on with it to the same bytes", async () => {
    const stopped = await meanwhile(interrupt)
    expect(stopped).toMatchObject({ code: 130, signal: null, stdout: "" })
    const [begun, stopping, ended, goOn, again] = stopped.stderr.split("\n")
    const [, name] = /^mapfold: (\S+) runs on stage test/.exec(begun!)!
    expect(stopping).toBe(`mapfold: stopping ${name} on AWS; Ctrl-C again leaves it to itself`)
    const [, done] = /was stopped while mapping, after (\d+) of 800 objects; no result was published$/.exec(
      ended!,
    )!
    expect(Number(done)).toBeGreaterThan(0)
    expect(goOn).toBe(`to go on with it:  mapfold redrive ${name} --stage test`)
    expect(again).toContain(`to start it again:  mapfold ${[...RUN, ...SLOWLY].join(" ")}`)
    const shown = await world.mapfold(["show", name!, ...STAGE])
    expect(shown.stdout).toMatch(/^status +aborted$/m)
    expect(shown.stdout).toMatch(/^map +MapListed aborted: .*\d+ batches of \d+ objects succeeded/m)
    expect(shown.stdout).toContain(goOn!.replace(/^.*: {2}/, "to go on  "))

    const redriven = summaryOf(await world.mapfold(["redrive", name!, ...STAGE, "--json"]), "SUCCEEDED")
    expect(redriven).toMatchObject({ run: name, complete: true, objects: { processed: STATIONS } })
    expect(result()).toBe(whole)
    expect((await world.mapfold(["runs", ...STAGE, "--count", "1", "--json"])).stdout).toContain(
      '"redrives":1',
    )
  })

  it("says so in --json, too", async () => {
    const { phase, interrupted, objects, goOn } = summaryOf(await meanwhile(interrupt, "--json"), "ABORTED")
    expect({ phase, interrupted, listed: objects.listed }).toEqual({
      ...{ phase: "mapping", interrupted: true, listed: STATIONS },
    })
    expect(goOn).toMatch(/^mapfold redrive \S+ --stage test$/)
  })

  it("twice leaves the run to itself, and says how to stop it", async () => {
    world.standIn.refusals.set("StopExecution", { name: "ThrottlingException" })
    const left = await meanwhile(async (child) => {
      child.kill("SIGINT")
      await sleep(100)
      child.kill("SIGINT")
    })
    world.standIn.refusals.clear()
    expect(left).toMatchObject({ code: 130, signal: null, stdout: "" })
    const [, name] =
      /\nmapfold: (\S+) is left to itself on AWS; to stop it: {2}mapfold stop \1 --stage test\n$/.exec(
        left.stderr,
      )!
    const stopped = await world.mapfold(["stop", name!, ...STAGE])
    expect(stopped).toMatchObject({ code: 0, stdout: `${name}: aborted\n` })
  })
})

describe("a run that is followed", () => {
  it("is followed to its end though nobody answers for a while", async () => {
    const ended = await meanwhile(() => world.restart(), "--json")
    expect(summaryOf(ended, "SUCCEEDED")).toMatchObject({ complete: true, objects: { processed: STATIONS } })
    expect(result()).toBe(whole)
  })

  it("is stopped by somebody else", async () => {
    const ended = await meanwhile(async () => {
      const { stdout } = await world.mapfold(["runs", ...STAGE, "--count", "1", "--json"])
      const [{ run: name }] = JSON.parse(stdout) as [{ run: string }]
      expect((await world.mapfold(["stop", name, ...STAGE])).stdout).toBe(`${name}: aborted\n`)
    }, "--json")
    expect(ended.code).toBe(1)
    expect(summaryOf(ended, "ABORTED")).toMatchObject({ interrupted: false, phase: "mapping" })
  })

  it("shows its progress in a terminal, marked as estimated, and takes it away", async () => {
    const log = join(world.folder, "terminal.log")
    const words = [process.execPath, BIN, ...RUN, ...SLOWLY].map((word) => `'${word}'`).join(" ")
    const env = { ...process.env, ...world.env, npm_command: undefined }
    await run("script", ["-qec", `stty cols 100 rows 24; ${words}`, log], { env, cwd: world.folder })
    const [, written = ""] = /^Script started.*?\n(.*)\nScript done/s.exec(readFileSync(log, "utf8")) ?? []
    const { moments, end, isCursorShown } = play(written, 100)
    expect(moments.join("\n")).toMatch(
      /^mapping {3}\d+ of 800 objects · ~[\d,]+ rows · ~[\d.]+ MB\/s · .* left$/m,
    )
    expect(end).toMatch(/^mapfold: \S+ runs on stage test .*\nmonth +days /)
    expect({ isCursorShown, isLeft: /^mapping/m.test(end) }).toEqual({ isCursorShown: true, isLeft: false })
  })
})
