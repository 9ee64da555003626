import { readFileSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest"
import { BIN, type Ended, run } from "../command.ts"
import { play } from "../terminal/screen.ts"
import { openPullWorld, type PullWorld } from "./pull-world.ts"
import type { S3Request } from "./s3-gate.ts"

let world: PullWorld
beforeAll(async () => {
  world = await openPullWorld()
})
afterAll(() => world.close())
afterEach(() => {
  world.gate.refuse = null
  world.gate.hold = null
})

const onStage = (...args: string[]): Promise<Ended> => world.pull([...args, "--stage", "test"])
const objectsOf = ({ stdout }: Ended) => (JSON.parse(stdout) as { objects: object }).objects

/** Puts a year of its own into the archive, and answers it. */
async function putYear(year: number, count: number): Promise<Record<string, string>> {
  const keys = Array.from({ length: count }, (_, at) => `${year}/${10_000_000_000 + at}.csv`)
  const files = Object.fromEntries(
    keys.map((key) => [key, `STATION,DATE\n${key},${year}-01-01\n`.repeat(50)]),
  )
  for (const [key, text] of Object.entries(files)) await world.putSource(key, text)
  return files
}

function inputOf(year: number): Record<string, string> {
  return Object.fromEntries(Object.entries(world.input()).filter(([key]) => key.startsWith(`${year}/`)))
}

/** Requests for objects of a year. */
function askedFor(year: number): S3Request[] {
  return world.gate.seen.filter(({ path }) => path.includes(`/${year}/`))
}

const isInput = ({ path }: S3Request) => path.startsWith("/input/")

describe("mapfold pull --stage", () => {
  test("has a year copied from bucket to bucket, and copies nothing the second time", async () => {
    const files = await putYear(2001, 450)
    const ended = await onStage("--year", "2001")
    expect(ended.stdout).toMatch(
      /^450 objects in s3:\/\/noaa-gsod-pds: 450 new, 0 changed, 0 the same; .*\nto {2}s3:\/\/input\/\n$/,
    )
    expect(ended.stderr).toMatch(
      /^mapfold: pull-gsod-\w+-\w{4} copies on stage test in us-east-1; Ctrl-C stops it\n$/,
    )
    expect(ended.code).toBe(0)
    expect(inputOf(2001)).toEqual(files)
    const asked = askedFor(2001)
    // one whose answer a busy machine has kept waiting for too long is asked for again
    expect(new Set(asked.map(({ path }) => path)).size).toBe(450)
    expect(asked.every((request) => request.isCopy && isInput(request))).toBe(true)

    const before = await world.pulls()
    const again = await onStage("--year", "2001", "--json")
    expect(again).toMatchObject({ code: 0, stderr: "" })
    expect(JSON.parse(again.stdout)).toMatchObject({
      ...{ status: "PULLED", archive: "gsod", source: "s3://noaa-gsod-pds", to: "s3://input/", bytes: 0 },
      objects: { listed: 450, added: 0, changed: 0, kept: 450, failed: 0 },
    })
    expect(await world.pulls()).toEqual(before)
  })

  test("copies what is new or has changed, and removes nothing", async () => {
    const files = await putYear(2002, 5)
    await onStage("--year", "2002")
    const [changed] = Object.keys(files)
    await world.putSource(changed!, `${files[changed!]}more\n`)
    await world.putSource("2002/new.csv", "new\n")
    const ended = await onStage("--year", "2002", "--json")
    expect(objectsOf(ended)).toEqual({ listed: 6, added: 1, changed: 1, kept: 4, failed: 0 })
    expect(inputOf(2002)).toEqual({
      ...files,
      [changed!]: `${files[changed!]}more\n`,
      "2002/new.csv": "new\n",
    })
  })

  test("reads and puts where S3 refuses to copy", async () => {
    const files = await putYear(2003, 30)
    world.gate.refuse = ({ isCopy }) => (isCopy ? { status: 403, code: "AccessDenied" } : null)
    world.gate.seen.length = 0
    const ended = await onStage("--year", "2003", "--json")
    expect(objectsOf(ended)).toMatchObject({ added: 30, failed: 0 })
    expect(inputOf(2003)).toEqual(files)
    const ways = (is: (request: S3Request) => boolean) => askedFor(2003).filter(is).length
    expect(ways(({ method, path }) => method === "GET" && path.startsWith("/noaa-gsod-pds/"))).toBe(30)
    expect(ways((request) => request.method === "PUT" && !request.isCopy && isInput(request))).toBe(30)
    // those that were under way when the first had been refused, and no more
    expect(ways(({ isCopy }) => isCopy)).toBeLessThanOrEqual(8)
  })

  test("says which object failed, and copies it the next time", async () => {
    const files = await putYear(2004, 10)
    const [gone] = Object.keys(files)
    world.gate.refuse = ({ path }) => (path.endsWith(gone!) ? { status: 404, code: "NoSuchKey" } : null)
    const ended = await onStage("--year", "2004")
    expect(ended.code).toBe(1)
    expect(ended.stdout).toContain("10 objects in s3://noaa-gsod-pds: 9 new")
    expect(ended.stderr).toContain(
      `1 object could not be pulled:\n  s3://noaa-gsod-pds/${gone} is not there (any more)\ncall it again\n`,
    )
    world.gate.refuse = null
    expect(objectsOf(await onStage("--year", "2004", "--json"))).toMatchObject({ added: 1, kept: 9 })
    expect(inputOf(2004)).toEqual(files)
  })

  test("is stopped on AWS with Ctrl-C, and goes on when it is called again", async () => {
    const files = await putYear(2005, 250)
    // the last fifty wait until the command, told to stop once they are there, has ended
    let landing = 0
    let stop = () => {}
    let goOn = () => {}
    const ending = new Promise<void>((resolve) => {
      goOn = resolve
    })
    world.gate.hold = async (request) => {
      if (request.method !== "PUT" || !isInput(request) || ++landing <= 200) return
      // a second Ctrl-C would leave it to itself
      if (landing === 201) stop()
      await ending
    }
    const ended = await world.pull(["--year", "2005", "--stage", "test"], {
      onStart: (child) => {
        stop = () => void child.kill("SIGINT")
      },
    })
    goOn()
    world.gate.hold = null
    expect(ended.code).toBe(130)
    expect(ended.stderr).toContain("stopped; what has come stays: call it again, and it goes on")
    const [, added] = /: (\d+) new/.exec(ended.stdout) ?? []
    expect(Number(added)).toBeGreaterThan(0)
    expect(Number(added)).toBeLessThan(250)
    expect(await onStage("--year", "2005", "--json")).toMatchObject({ code: 0 })
    expect(inputOf(2005)).toEqual(files)
  })

  test("shows in a terminal how far it is, and takes that away", async () => {
    await putYear(2009, 250)
    let landing = 0
    // one object takes as long as it takes to be looked at twice
    world.gate.hold = async (request) => {
      if (request.method === "PUT" && isInput(request) && ++landing === 201) await sleep(4_000)
    }
    const log = join(world.folder, "terminal.log")
    const args = ["pull", "gsod", "--year", "2009", "--stage", "test"]
    const words = [process.execPath, BIN, ...args].map((word) => `'${word}'`).join(" ")
    const env = { ...process.env, ...world.env, npm_command: undefined }
    await run("script", ["-qec", `stty cols 100 rows 24; ${words}`, log], { env, cwd: world.folder })
    const [, written = ""] = /^Script started.*?\n(.*)\nScript done/s.exec(readFileSync(log, "utf8")) ?? []
    const { moments, end, isCursorShown } = play(written, 100)
    expect(moments.join("\n")).toMatch(/^pulling {3}\d+ of 250 objects$/m)
    expect(end).toMatch(
      /^mapfold: pull-gsod-\S+ copies on stage test .*\n250 objects in s3:.*\nto {2}s3:\/\/input\/$/,
    )
    expect(isCursorShown).toBe(true)
  })

  test("goes on where the command was killed", async () => {
    const files = await putYear(2006, 60)
    const begun = (text: string) => text.includes("Ctrl-C stops it")
    const killed = await world.pull(["--year", "2006", "--stage", "test"], {
      onStart: (child) =>
        void child.stderr!.on("data", (text) => {
          if (begun(String(text))) child.kill("SIGKILL")
        }),
    })
    expect(killed.signal).toBe("SIGKILL")
    expect((await onStage("--year", "2006")).code).toBe(0)
    expect(inputOf(2006)).toEqual(files)
  })

  test.each([
    [["--year", "2031"], 2, /there is nothing in s3:\/\/noaa-gsod-pds for 2031: is the year right\?/],
    [["--year", "2001", "--to", "x"], 2, /--to does not go with a stage: the files go into the stage's own/],
    [
      ["--year", "2001", "--endpoint-url", "http://127.0.0.1:1"],
      2,
      /--endpoint-url does not go with a stage/,
    ],
    [["--year", "2001", "--source", "s3://gone"], 2, /--source: there is no bucket "gone"/],
  ])("says what is wrong with %j", async (args, code, message) => {
    const ended = await onStage(...args)
    expect([ended.code, ended.stdout]).toEqual([code, ""])
    expect(ended.stderr).toMatch(message)
    expect(ended.stderr).not.toMatch(/\n {4}at /)
  })

  test("never writes to a bucket that the stage only reads, and cannot pull where nothing was deployed for it", async () => {
    const { pull: _, ...older } = world.parameter
    const input = { bucket: "weather-files", prefix: "noaa/", isOwn: false }
    world.standIn.parameters.set("/mapfold/reader", { ...older, stage: "reader", input })
    world.standIn.parameters.set("/mapfold/older", { ...older, stage: "older" })
    const reader = await world.pull(["--year", "2001", "--stage", "reader"])
    expect(reader.code).toBe(2)
    expect(reader.stderr).toContain(
      "stage reader reads s3://weather-files/noaa/, a bucket that was there before it, and never writes to it: pull to a place of",
    )
    const old = await world.pull(["--year", "2001", "--stage", "older"])
    expect(old.code).toBe(2)
    expect(old.stderr).toContain("deploy it again:  npx sst deploy --stage older")
    const gone = world.parameter.pull!.stateMachineArn.replace("test_pull", "gone_pull")
    world.standIn.parameters.set("/mapfold/gone", {
      ...older,
      stage: "gone",
      pull: { stateMachineArn: gone },
    })
    await putYear(2008, 1)
    const removed = await world.pull(["--year", "2008", "--stage", "gone"])
    expect(removed.code).toBe(2)
    expect(removed.stderr).toContain(`${gone} is not there (any more): deploy the stage again:`)
  })

  test("says so where the session has expired, before and after it has begun", async () => {
    world.standIn.refusals.set("StartExecution", { name: "ExpiredTokenException" })
    await putYear(2007, 2)
    const refused = await onStage("--year", "2007")
    world.standIn.refusals.clear()
    expect(refused).toMatchObject({ code: 2, stdout: "" })
    expect(refused.stderr).toMatch(/^mapfold: the AWS session has expired: sign in again/)
    world.standIn.refusals.set("DescribeExecution", { name: "ExpiredTokenException" })
    const lost = await onStage("--year", "2007")
    world.standIn.refusals.clear()
    expect(lost.code).toBe(1)
    expect(lost.stderr).toMatch(
      /mapfold: pull-gsod-\S+ may go on on AWS, unseen: the AWS session has expired/,
    )
  })
})
