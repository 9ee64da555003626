import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, describe, expect, it } from "vitest"
import { type Ended, mapfold, scratch } from "../command.ts"

const PRELOAD = new URL("./loaded.ts", import.meta.url).href
const { path: folder, remove } = scratch()
afterAll(remove)

/** Runs the command; answers what it loaded of AWS's clients, beside its end. */
async function loadedBy(args: readonly string[]): Promise<Ended & { readonly loaded: readonly string[] }> {
  const file = join(folder, `${Math.random()}`)
  const env = {
    ...{ MAPFOLD_TEST_LOADED: file, NODE_OPTIONS: `--import ${PRELOAD}` },
    ...{ AWS_REGION: "us-east-1", AWS_ENDPOINT_URL: "http://127.0.0.1:9" },
    ...{ AWS_ACCESS_KEY_ID: "id", AWS_SECRET_ACCESS_KEY: "secret" },
  }
  const ended = await mapfold(args, { cwd: folder, env })
  const loaded = existsSync(file) ? readFileSync(file, "utf8").trim().split("\n") : []
  return { ...ended, loaded: [...new Set(loaded)].sort() }
}

describe("AWS's clients", () => {
  it.each([
    [["sample", "--stations", "3"]],
    [["run", "gsod-hottest", "--year", "2025"]],
    [["runs"]],
    [["stop", "--help"]],
    [["run", "gsod-hottest", "--help"]],
  ])("are not loaded by what stays on this machine: %j", async (args) => {
    expect(await loadedBy(args)).toMatchObject({ code: 0, loaded: [] })
  })

  it("are loaded where a stage is named", async () => {
    const { code, loaded } = await loadedBy(["runs", "--stage", "prod"])
    expect(code).toBe(2)
    expect(loaded).toEqual(expect.arrayContaining(["@aws-sdk/client-sfn", "@aws-sdk/client-ssm"]))
  })
})
