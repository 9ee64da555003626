import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { sweepUnfinished } from "./sweep.ts"

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
