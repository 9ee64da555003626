import { spawnSync } from "node:child_process"
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { parseMachine } from "@mapfold/core/workflow/asl/machine"
import { afterEach, beforeAll, describe, expect, inject, test } from "vitest"
import { ROOT } from "../evaluate/paths.ts"
import { find, STAGE } from "./deployment.ts"
import { type Ended, makeSst, type Sst } from "./sst-command.ts"

const deployment = inject("deployment")
const { checkout, ended } = deployment

let sst: Sst
beforeAll(() => {
  sst = makeSst(checkout, deployment.home, deployment)
})

const undo: (() => void)[] = []
afterEach(() => {
  for (const mend of undo.splice(0)) mend()
})

/** Changes a file of the copy for the rest of a test. */
function replace(path: string, from: string, to: string): void {
  const file = join(checkout, path)
  const source = readFileSync(file, "utf8")
  expect(source).toContain(from)
  writeFileSync(file, source.replace(from, to))
  undo.push(() => writeFileSync(file, source))
}

describe("sst deploy", () => {
  test("makes a stage", () => {
    console.log(`sst deploy: ${(ended.milliseconds / 1_000).toFixed(1)} s`)
    expect(ended.code, ended.printed).toBe(0)
    expect(ended.printed).toMatch(/✓ +Complete/)
    expect(ended.printed).toContain(`parameter: /mapfold/${STAGE}`)
    expect(ended.printed).toContain("Created     Workflow aws:sfn:StateMachine")
    expect(deployment.unknown).toEqual([])
  })

  test("deploys a machine that the embedded engine can run", () => {
    const { inputs } = find(deployment, "aws:sfn/stateMachine:StateMachine", "Workflow")
    const machine = parseMachine(JSON.parse(String(inputs.definition)))
    expect(Object.keys(machine.States)).toEqual([
      ...["Prepare", "InvalidRunInput", "ChooseReader", "MapListed", "MapItems", "Reduce"],
    ])
  })

  test("writes nothing into the checkout that git would not ignore", () => {
    const { written } = deployment
    expect(written).toContain("sst-env.d.ts")
    const options = { cwd: ROOT, input: written.join("\n"), encoding: "utf8" } as const
    const ignored = spawnSync("git", ["check-ignore", "--no-index", "--stdin"], options).stdout
    expect(ignored.trimEnd().split("\n").sort()).toEqual(written.toSorted())
  })

  test("fails where a handler is not to be found, and says which", async () => {
    replace("infra/make-function.ts", "packages/functions/src/lambda/", "packages/functions/src/lambdas/")
    const failed = await sst("deploy", "--stage", "other")
    expect(failed.code, failed.printed).toBe(1)
    expect(failed.printed).toMatch(/✕ +Failed/)
    expect(failed.printed).toContain("Handler not found: packages/functions/src/lambdas/")
    expect(failed.printed).not.toMatch(/^ +at .*\.(ts|js|mjs|go):\d/m)
  })

  test("fails where the site's sign-in is not set, and says how to set it", async () => {
    replace("infra/stages.ts", "prod: {", "other: { site: true },\n  prod: {")
    const failed = await sst("deploy", "--stage", "other")
    expect(failed.code, failed.printed).toBe(1)
    expect(failed.printed).toMatch(/sst secret set Site(User|Password)/)
  })

  test("fails where a setting is wrong, and says what is right", async () => {
    replace("infra/stages.ts", "prod: {", `other: { memory: { process: 64 } },\n  prod: {`)
    const failed = await sst("deploy", "--stage", "other")
    expect(failed.code, failed.printed).toBe(1)
    expect(failed.printed).toContain("memory.process: Lambda gives at least 128 MB")
  })
})

/** What a diff lists, by the resources' names: `*` is changed, `+` new, `-` gone. */
function changesOf({ printed }: Ended): ReadonlyMap<string, string> {
  return new Map([...printed.matchAll(/^([*+-]) +(\w+) [\w:]+$/gm)].map(([, sign, name]) => [name!, sign!]))
}

/** A site is built at each deploy, and its distribution waited for. */
const ALWAYS = ["PagesBuilder", "SiteCdnWaiter"]

describe("sst diff", () => {
  test("lists nothing that has not changed", async () => {
    const diff = await sst("diff", "--stage", STAGE)
    console.log(`sst diff: ${(diff.milliseconds / 1_000).toFixed(1)} s`)
    expect(diff.code, diff.printed).toBe(0)
    expect([...changesOf(diff).keys()]).toEqual(ALWAYS)
  })

  test("lists what a setting changes", async () => {
    replace("infra/stages.ts", '"site":true', '"site":true,"memory":{"process":3008}')
    const diff = await sst("diff", "--stage", STAGE)
    expect(diff.code, diff.printed).toBe(0)
    const changes = [...changesOf(diff).keys()].filter((name) => !ALWAYS.includes(name))
    // Reduce estimates what a run has cost, and the command and the site are told of the memory
    expect(changes.sort()).toEqual(["Parameter", "ProcessFunction", "ReduceFunction", "StatusFunction"])
  })

  test("lists all of a stage that is not there yet", async () => {
    const diff = await sst("diff", "--stage", "fresh")
    expect(diff.code, diff.printed).toBe(0)
    const changes = changesOf(diff)
    expect(changes.get("Workflow")).toBe("+")
    expect(new Set(changes.values())).toEqual(new Set(["+"]))
    // a stage of a developer's own has no site
    expect([...changes.keys()]).not.toContain("PagesBuilder")
  })
})
