import { spawn } from "node:child_process"
import { once } from "node:events"
import { existsSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, expect, it } from "vitest"
import { claimOwner, isOwnerAlive } from "./owner.ts"

const OWNER = new URL("./owner.ts", import.meta.url).href
const CLAIM = `
  const { claimOwner } = await import(${JSON.stringify(OWNER)})
  process.stdout.write(claimOwner(process.argv[1]).id)
  setInterval(() => {}, 1000)
`

let home = ""

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "mapfold-owner-"))
})
afterEach(() => rmSync(home, { recursive: true }))

it("is alive until it lets go, for those of its own process too", () => {
  const owner = claimOwner(home)
  expect(isOwnerAlive(home, owner.id)).toBe(true)
  owner.release()
  expect(isOwnerAlive(home, owner.id)).toBe(false)
  expect(readdirSync(join(home, "owners"))).toEqual([])
})

it("is not alive once its process was killed, and what it left is removed in time", async () => {
  const child = spawn(process.execPath, ["--input-type=module", "-e", CLAIM, home], {
    stdio: ["ignore", "pipe", "inherit"],
  })
  const [id] = (await once(child.stdout.setEncoding("utf8"), "data")) as [string]
  expect(isOwnerAlive(home, id)).toBe(true)
  child.kill("SIGKILL")
  await once(child, "exit")
  expect(isOwnerAlive(home, id)).toBe(false)
  const file = join(home, "owners", id)
  claimOwner(home).release()
  expect(existsSync(file)).toBe(true)
  utimesSync(file, 1, 1)
  claimOwner(home).release()
  expect(existsSync(file)).toBe(false)
})

it("keeps its file however old it is while it lives, and hinders nobody else", () => {
  const owner = claimOwner(home)
  const folder = join(home, "owners")
  expect(readdirSync(folder)).toEqual([owner.id])
  // as homes have it whose owners kept a journal
  const journals = [`${owner.id}-journal`, "gone-journal"].map((name) => join(folder, name))
  for (const journal of journals) writeFileSync(journal, Buffer.alloc(512, 1))
  for (const file of [join(folder, owner.id), ...journals]) utimesSync(file, 1, 1)
  claimOwner(home).release()
  expect(isOwnerAlive(home, owner.id)).toBe(true)
  expect(journals.map((journal) => existsSync(journal))).toEqual([true, false])
  owner.release()
})

it("is nobody where there is no such file", () => {
  expect(isOwnerAlive(home, "gone")).toBe(false)
})
