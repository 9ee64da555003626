import { type ChildProcess, spawn } from "node:child_process"
import { createHash } from "node:crypto"
import { once } from "node:events"
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { afterEach, beforeEach, expect, test } from "vitest"
import { makeFolderStore } from "../store/folder-store.ts"
import { RESERVED_PREFIX } from "../store/key-path.ts"
import { ask } from "./raw-request.fixture.ts"

const ROUNDS = 6

let home: string
let child: ChildProcess | undefined

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "mapfold-s3-killed-"))
  mkdirSync(join(home, "files"))
})
afterEach(() => {
  child?.kill("SIGKILL")
  rmSync(home, { recursive: true })
})

async function serve(): Promise<string> {
  child = spawn(process.execPath, [join(import.meta.dirname, "s3-process.fixture.ts"), home], {
    stdio: ["ignore", "pipe", "inherit"],
  })
  const [line] = await once(child.stdout!, "data")
  return String(line).trim()
}

async function kill(): Promise<void> {
  const exited = once(child!, "exit")
  child!.kill("SIGKILL")
  await exited
}

/** Puts the same few keys over and over until the endpoint is gone, and counts what it was told is put. */
async function putUntilKilled(url: string, round: number, count: (key: string) => void): Promise<void> {
  const put = async (key: string) => {
    for (let at = 0; ; at++) {
      const body = `${round}-${key}-${at}`.repeat(1 + (at % 50))
      const answer = await ask(url, { method: "PUT", path: `/files/${key}`, body }).catch(() => null)
      if (answer === null) return
      expect(answer.status).toBe(200)
      count(key)
    }
  }
  await Promise.all(["a", "a/b", "c", "d/e"].map(put))
}

test("an endpoint that is killed leaves whole objects, each with the ETag of its bytes", async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const url = await serve()
    const put = new Set<string>()
    const putting = putUntilKilled(url, round, (key) => put.add(key))
    await expect.poll(() => put.size, { timeout: 30_000 }).toBe(4)
    await sleep(Math.random() * 200)
    await kill()
    await putting
    const store = makeFolderStore({ buckets: { files: join(home, "files") }, home })
    const found: string[] = []
    for await (const page of store.list("files"))
      for (const { key, etag, size } of page) {
        found.push(key)
        const reader = await store.open("files", key, { ifMatch: etag })
        const bytes = new Uint8Array(size)
        expect(await reader.read(bytes)).toBe(size)
        reader.close()
        expect(etag).toBe(`"${createHash("md5").update(bytes).digest("hex")}"`)
      }
    expect(found).toEqual(["a", "a/b", "c", "d/e"])
  }
  const files = readdirSync(join(home, "files"), { recursive: true }).map(String)
  const whole = files.filter((name) => !name.includes(RESERVED_PREFIX))
  expect(whole.sort()).toEqual([".%a%=", "a", "a/b", "c", "d", "d/e"])
  expect(readFileSync(join(home, "files/c"), "utf8")).toContain("-c-")
}, 120_000)
