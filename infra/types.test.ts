import { execFile } from "node:child_process"
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { ROOT } from "./evaluate/paths.ts"

let copy: string
beforeEach(() => {
  copy = mkdtempSync(join(tmpdir(), "mapfold-types-"))
  for (const path of [".sst", "node_modules", "packages"]) symlinkSync(join(ROOT, path), join(copy, path))
  for (const path of ["sst.config.ts", "infra"])
    cpSync(join(ROOT, path), join(copy, path), { recursive: true })
})
afterEach(() => rmSync(copy, { recursive: true, force: true }))

/** What the compiler says of sst.config.ts and infra; nothing where all is well. */
function check(project = join(copy, "infra")): Promise<string> {
  const compiler = join(ROOT, "node_modules/typescript/bin/tsc")
  return new Promise((resolve) => {
    execFile(process.execPath, [compiler, "-p", project], (_, stdout) => resolve(stdout))
  })
}

function replace(path: string, from: string, to: string): void {
  const source = readFileSync(join(copy, path), "utf8")
  expect(source).toContain(from)
  writeFileSync(join(copy, path), source.replace(from, to))
}

describe("the types of sst.config.ts and infra", () => {
  test("pass", async () => {
    expect(await check()).toBe("")
  })

  test("pass for their tests too, which run what is not deployed and know nothing of SST's globals", async () => {
    expect(await check(join(ROOT, "infra/tsconfig.tests.json"))).toBe("")
  })

  test("know every property of SST's components and of AWS's resources", async () => {
    replace("infra/storage.ts", "versioning: true", "versionning: true")
    replace("infra/make-machine.ts", "includeExecutionData:", "includeExecutionDate:")
    replace("sst.config.ts", "stateMachine.arn", "stateMachine.arm")
    const errors = await check()
    expect(errors).toMatch(/storage\.ts\(\d+,\d+\): error TS\d+: .*'versionning'/)
    expect(errors).toMatch(/make-machine\.ts\(\d+,\d+\): error TS\d+: .*'includeExecutionDate'/)
    expect(errors).toMatch(/sst\.config\.ts\(\d+,\d+\): error TS\d+: .*'arm'/)
  })
})
