import { spawnSync } from "node:child_process"
import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { makeDraftName } from "./draft-name.ts"
import { sweepAbandoned, sweepUnfinished } from "./sweep.ts"

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "mapfold-sweep-"))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe("sweepUnfinished", () => {
  it("removes what was begun at any depth, and nothing else", () => {
    mkdirSync(join(folder, "batches/.mapfold-tmp-folder"), { recursive: true })
    for (const name of ["report.json", ".mapfold-tmp-1", "batches/a.json", "batches/.mapfold-tmp-2"]) {
      writeFileSync(join(folder, name), "")
    }
    sweepUnfinished(folder)
    expect(readdirSync(folder, { recursive: true }).sort()).toEqual([
      "batches",
      "batches/.mapfold-tmp-folder",
      "batches/a.json",
      "report.json",
    ])
  })

  it("takes a folder that is not there for an empty one", () => {
    expect(() => sweepUnfinished(join(folder, "gone"))).not.toThrow()
  })
})

describe("sweepAbandoned", () => {
  const HOUR = 3_600_000
  const left = () => readdirSync(folder).sort()
  const draftOf = (pid: number) => makeDraftName().replace(/-(\d+)-/, `-${pid}-`)

  it("removes what a process left that is gone, and not what one writes that lives", () => {
    const { pid } = spawnSync(process.execPath, ["--version"])
    const [ours, dead] = [makeDraftName(), draftOf(pid)]
    for (const name of [ours, dead, "a.csv"]) writeFileSync(join(folder, name), "")
    sweepAbandoned(folder, Date.now())
    expect(left()).toEqual([ours, "a.csv"].sort())
  })

  it.each([
    ["another machine's", draftOf(1).replace(/-[0-9a-f]{12}-/, "-000000000000-")],
    ["an older version's", ".mapfold-tmp-c35e723d-2304-40ae-9392-a8fd9fab9380"],
    ["a lock that was left", ".mapfold-tmp-lock-0a1b"],
  ])("leaves %s until it is an hour old", (_, name) => {
    const path = join(folder, name)
    writeFileSync(path, "")
    const now = Date.now()
    utimesSync(path, now / 1e3, now / 1e3)
    sweepAbandoned(folder, now + HOUR - 1_000)
    expect(left()).toEqual([name])
    sweepAbandoned(folder, now + HOUR + 1_000)
    expect(left()).toEqual([])
  })

  it("looks at the folder alone, not below it", () => {
    mkdirSync(join(folder, "below"))
    writeFileSync(join(folder, "below", ".mapfold-tmp-1"), "")
    sweepAbandoned(folder, Date.now() + 2 * HOUR)
    expect(readdirSync(join(folder, "below"))).toEqual([".mapfold-tmp-1"])
  })
})
