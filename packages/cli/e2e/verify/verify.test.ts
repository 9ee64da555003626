import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { makeS3Store } from "@mapfold/functions/s3-store"
import { assumptions } from "@mapfold/functions/verify/assumptions"
import { type Verified, verify } from "@mapfold/functions/verify/verify"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { keysIn } from "../files.ts"
import { ALTERATIONS } from "./alterations.ts"
import { openVerifyWorld, type VerifyWorld } from "./verify-world.ts"

let world: VerifyWorld
beforeAll(async () => {
  world = await openVerifyWorld()
})
afterAll(() => world.close())

const namesOf = (judged: Verified["judged"], verdict: string) =>
  judged.filter((candidate) => candidate.verdict === verdict).map(({ name }) => name)

describe("a stage that does as AWS is taken to do", () => {
  let verified: Verified
  beforeAll(async () => {
    const { clients, target } = world
    verified = await verify({
      ...{ clients, target, store: makeS3Store(clients.s3), pollMs: 200 },
      patience: { run: 60_000, logs: 10_000, all: 100_000 },
      signal: new AbortController().signal,
      say: () => {},
    })
  })

  it("holds to every assumption that can be checked", () => {
    expect(verified.judged.filter(({ verdict }) => verdict === "broken")).toEqual([])
    expect(namesOf(verified.judged, "unchecked")).toEqual([
      // the stage's functions have six seconds
      "long-children",
      ...["failed-children", "redrive-of-failed-children", "tolerated-failures", "express-limit"],
      ...[
        "killed-otherwise",
        "throttled-calls",
        "payload-limit",
        "caught-states",
        "pinned-versions",
        "metrics",
      ],
    ])
  })

  it("has nothing left of it", () => {
    expect(verified.leftOver).toEqual([])
    expect(keysIn(world.input)).toEqual([])
    expect(keysIn(world.output)).toEqual([])
  })

  it.each(ALTERATIONS)("would be told of: $name, where $otherwise", ({ name, alter }) => {
    const evidence = structuredClone(verified.evidence)
    alter(evidence)
    const found = assumptions.find((assumption) => assumption.name === name)
    expect(found?.check(evidence)).toMatchObject({ verdict: "broken", answered: expect.stringMatching(/\w/) })
  })

  it("has an alteration for each assumption that was checked", () => {
    const altered = new Set(ALTERATIONS.map(({ name }) => name))
    expect(namesOf(verified.judged, "held").filter((name) => !altered.has(name))).toEqual([])
  })
})

describe("mapfold verify", () => {
  it("says which assumption does not hold and exits with 1, and writes what was answered with nothing that names the account", async () => {
    const out = join(world.folder, "answers.json")
    world.proxy.alterations.set("ListExecutions", (answer) => ({
      ...answer,
      executions: (answer.executions as object[]).map((execution) => ({
        ...execution,
        itemCount: undefined,
      })),
    }))
    const ended = await world.mapfold(["verify", "--stage", "test", "--yes", "--out", out])
    world.proxy.alterations.clear()
    expect(ended.code, ended.stderr).toBe(1)
    const lines = ended.stdout.split("\n")
    expect(
      lines.filter((line) => /^ *\d+ +did not hold/.test(line)),
      ended.stderr + ended.stdout,
    ).toEqual([expect.stringMatching(/^27 {2}did not hold {10}children +the items of all is 0, not 20$/)])
    expect(lines.filter((line) => /^ *\d+ +held/.test(line))).toHaveLength(28)
    expect(ended.stderr).toContain(
      "verifying stage test in us-east-1 takes some five minutes and costs about $0.01",
    )
    const text = readFileSync(out, "utf8")
    expect(text).not.toMatch(/000000000000|123456789012/)
    const { count, cases } = JSON.parse(text) as { count: number; cases: { id: string }[] }
    expect(count).toBe(9)
    expect(cases.map(({ id }) => id.replace("mapfold-verify/", ""))).toEqual([
      ...["refused", "refused-redriven", "repaired", "empty", "missing", "small"],
      ...["stopped", "stopped-redriven", "killed"],
    ])
  })

  it("removes what it put when it is stopped", async () => {
    let text = ""
    const ended = await world.mapfold(["verify", "--stage", "test", "--yes"], {
      onStart: (child) => {
        child.stderr?.on("data", (piece: string) => {
          if (!text.includes("redriven") && `${text}${piece}`.includes("redriven")) child.kill("SIGINT")
          text += piece
        })
      },
    })
    expect(ended.code, ended.stderr).toBe(130)
    expect(keysIn(world.input)).toEqual([])
    expect(keysIn(world.output)).toEqual([])
  })

  const refuse = (args: readonly string[]) => world.mapfold(["verify", ...args])

  it("asks nobody who is not there, and does nothing", async () => {
    const ended = await refuse(["--stage", "test"])
    expect(ended).toMatchObject({ code: 2, stdout: "" })
    expect(ended.stderr).toContain("give --yes, too")
    expect(keysIn(world.input)).toEqual([])
  })

  it("refuses a stage whose input is a bucket that it only reads", async () => {
    const ended = await refuse(["--stage", "reader", "--yes"])
    expect(ended.code).toBe(2)
    expect(ended.stderr).toMatch(
      /the stage reads s3:\/\/input\/, which is not its own: nothing is ever put there/,
    )
  })

  it("refuses folders with somebody's files in them", async () => {
    mkdirSync(join(world.input, "2099"), { recursive: true })
    writeFileSync(join(world.input, "2099/real.csv"), "a\n")
    const ended = await refuse(["--stage", "test", "--yes"])
    rmSync(join(world.input, "2099"), { recursive: true })
    expect(ended.code).toBe(2)
    expect(ended.stderr).toContain("s3://input/2099/real.csv is there: verify uses that folder")
  })

  it("refuses while another one is at work", async () => {
    mkdirSync(join(world.input, "2100"), { recursive: true })
    writeFileSync(join(world.input, "2100/mapfold-verify-01.csv"), "a\n")
    const ended = await refuse(["--stage", "test", "--yes"])
    rmSync(join(world.input, "2100"), { recursive: true })
    expect(ended.code).toBe(2)
    expect(ended.stderr).toContain("another verify is at work, or was cut off")
  })

  it.each([
    [[], "give --stage, or --state-machine-arn"],
    [["--stage", "nowhere", "--yes"], 'there is no stage "nowhere"'],
    [["--stage", "test", "--yes", "--out", "no/where.json"], '--out is "no/where.json": there is no folder'],
    [["--stage", "test", "--stagger"], "there is no flag --stagger"],
  ])("refuses %j with a sentence", async (args, sentence) => {
    const ended = await refuse(args)
    expect(ended).toMatchObject({ code: 2, stdout: "" })
    expect(ended.stderr).toContain(sentence)
    expect(ended.stderr).not.toContain("    at ")
  })

  it("says what it may not do", async () => {
    world.standIn.refusals.set("StartExecution", { name: "AccessDeniedException", message: "no, no" })
    const ended = await refuse(["--stage", "test", "--yes"])
    world.standIn.refusals.clear()
    expect(ended.code).toBe(1)
    expect(ended.stderr).toContain("AWS does not allow states:StartExecution: no, no")
    expect(ended.stdout).not.toMatch(/^ *\d+ +held/m)
    expect(keysIn(world.input)).toEqual([])
  })
})
