import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { installPlatform } from "./install-platform.ts"

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "mapfold-platform-"))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe("SST's platform", () => {
  test("is not made again where it is there", async () => {
    // with this PATH nothing could be run
    await installPlatform(undefined, { PATH: "" })
  })

  test("that cannot be made, for want of the registry, is told of with what it needs", async () => {
    const config =
      'export default $config({ app() { return { name: "empty", home: "aws" } }, async run() {} })'
    writeFileSync(join(folder, "sst.config.ts"), config)
    const offline = { npm_config_registry: "http://127.0.0.1:9/", npm_config_fetch_retries: "0" }
    await expect(installPlatform(folder, { ...process.env, ...offline })).rejects.toMatchObject({
      name: "PlatformMissing",
      message: expect.stringMatching(
        /\.sst\/platform is missing, and "sst install" could not make it: it needs the npm registry/,
      ),
    })
  })
})
