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
import { readXml, textOf } from "./xml/read-xml.ts"

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

const PART = 5 * 1024 * 1024

/** Begins an upload of two parts, and answers its id and the document that completes it. */
async function sendParts(
  url: string,
  fill: number,
): Promise<{ readonly id: string; readonly document: string }> {
  const begun = await ask(url, { method: "POST", path: "/files/whole?uploads" })
  const id = textOf(readXml(begun.body.toString()), "UploadId")
  const parts: string[] = []
  for (const number of [1, 2]) {
    const path = `/files/whole?partNumber=${number}&uploadId=${id}`
    const { headers } = await ask(url, { method: "PUT", path, body: Buffer.alloc(PART, fill + number) })
    parts.push(`<Part><PartNumber>${number}</PartNumber><ETag>${headers.etag}</ETag></Part>`)
  }
  return { id, document: `<CompleteMultipartUpload>${parts.join("")}</CompleteMultipartUpload>` }
}

function etagOfParts(bytes: Buffer): string {
  const md5 = createHash("md5")
  for (let at = 0; at < bytes.length; at += PART)
    md5.update(
      createHash("md5")
        .update(bytes.subarray(at, at + PART))
        .digest(),
    )
  return `"${md5.digest("hex")}-${bytes.length / PART}"`
}

test("an endpoint that is killed while it completes an upload leaves the old object or the new one", async () => {
  for (let round = 0; round < 4; round++) {
    let url = await serve()
    const { id, document } = await sendParts(url, 10 * round)
    const path = `/files/whole?uploadId=${id}`
    const completing = ask(url, { method: "POST", path, body: document }).catch(() => null)
    await sleep(round * 8)
    await kill()
    await completing
    url = await serve()
    expect(readdirSync(join(home, "files")).filter((name) => name.startsWith(RESERVED_PREFIX))).toEqual([])
    const found = await ask(url, { path: "/files/whole" })
    if (found.status === 404) expect(round).toBe(0)
    else expect(found.headers.etag).toBe(etagOfParts(found.body))
    const again = await ask(url, { method: "POST", path, body: document })
    const isDone = found.body[0] === 10 * round + 1
    expect([200, isDone ? 404 : 200]).toContain(again.status)
    const { body } = await ask(url, { path: "/files/whole" })
    expect([body.length, body[0], body.at(-1)]).toEqual([2 * PART, 10 * round + 1, 10 * round + 2])
    expect(readdirSync(join(home, "uploads"))).toEqual([])
    await kill()
  }
}, 120_000)
