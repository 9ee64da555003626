import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { buildSite } from "./build-site.ts"

let web = ""
let built = 0

/** Stands for Vite: writes a page with what it was built of, and counts how often it ran. */
const VITE = `
const { appendFileSync, existsSync, readFileSync, writeFileSync } = require("node:fs")
appendFileSync("built", "x")
if (existsSync("src/broken.ts")) { console.error("src/broken.ts:1: no such thing"); process.exit(1) }
if (existsSync("src/slow.ts")) setTimeout(() => {}, 60_000)
const folder = process.argv[process.argv.indexOf("--outDir") + 1]
writeFileSync(folder + "/index.html", process.env.NODE_ENV + " " + readFileSync("src/main.tsx", "utf8"))
`

function write(name: string, text: string): void {
  mkdirSync(join(web, name, ".."), { recursive: true })
  writeFileSync(join(web, name), text)
}

const build = () =>
  buildSite({
    web,
    onBuild: () => {
      built += 1
    },
  })

beforeEach(() => {
  built = 0
  web = mkdtempSync(join(tmpdir(), "mapfold-web-"))
  write("node_modules/vite/bin/vite.js", VITE)
  write("node_modules/vite/package.json", "{}")
  write("index.html", "<!doctype html>")
  write("src/main.tsx", "one")
})
afterEach(() => rmSync(web, { recursive: true }))

describe("the site", () => {
  test("is built once of the same sources, for production", async () => {
    const folder = await build()
    expect(readFileSync(join(folder, "index.html"), "utf8")).toBe("production one")
    expect(await build()).toBe(folder)
    expect(built).toBe(1)
    // whoever serves it may be another than who built it
    expect(statSync(folder).mode & 0o777).toBe(0o755)
  })

  test("is built anew when a source or a library has changed, and not for a test", async () => {
    const first = await build()
    write("src/main.test.tsx", "test")
    expect(await build()).toBe(first)
    write("src/main.tsx", "two")
    const second = await build()
    expect(readFileSync(join(second, "index.html"), "utf8")).toBe("production two")
    write("package.json", "{}")
    expect(await build()).not.toBe(second)
    expect(built).toBe(3)
    // what other sources were built to is gone
    expect(readdirSync(join(second, ".."))).toHaveLength(1)
  })

  test("is whole where several processes build it at once", async () => {
    const folders = await Promise.all([build(), build(), build()])
    expect(new Set(folders).size).toBe(1)
    expect(readdirSync(join(folders[0]!, ".."))).toHaveLength(1)
    expect(readFileSync(join(folders[0]!, "index.html"), "utf8")).toBe("production one")
  })

  test("takes away the draft of a build that was killed long ago, and no other", async () => {
    const drafts = ["draft-old", "draft-new"].map((name) =>
      join(web, "node_modules/.cache/mapfold-site", name),
    )
    for (const draft of drafts) mkdirSync(draft, { recursive: true })
    utimesSync(drafts[0]!, 0, 0)
    const folder = await build()
    expect(readdirSync(join(folder, ".."))).toHaveLength(2)
    expect(readdirSync(join(folder, ".."))).toContain("draft-new")
  })

  test("that cannot be built is told of with what the build says, and leaves nothing", async () => {
    write("src/broken.ts", "")
    await expect(build()).rejects.toMatchObject({
      name: "UsageError",
      message: expect.stringMatching(/src\/broken\.ts:1: no such thing\n.*npm run setup.*--no-site/s),
    })
    expect(readdirSync(join(web, "node_modules/.cache/mapfold-site"))).toEqual([])
  })

  test("that there is no place for is told of, with what to do", async () => {
    write("node_modules/.cache", "a file")
    await expect(build()).rejects.toMatchObject({
      name: "UsageError",
      message: expect.stringMatching(/cannot be built: .*\.cache.*--no-site/),
    })
  })

  test("whose build does not end is given up", async () => {
    write("src/slow.ts", "")
    await expect(buildSite({ web, patience: 500 })).rejects.toThrow("it took more than 0.5 s")
  })

  test("that nothing is there to build with is told of, with what to do", async () => {
    rmSync(join(web, "node_modules"), { recursive: true })
    await expect(build()).rejects.toMatchObject({
      name: "UsageError",
      message: expect.stringMatching(
        /vite\.js is not there; set the workspace up with "npm run setup", or .*--no-site/,
      ),
    })
  })
})
