import { execFile, execFileSync, spawnSync } from "node:child_process"
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs"
import { hostname, tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { promisify } from "node:util"
import { compareKeys } from "@mapfold/core/store/key-order"
import type { ObjectReader } from "@mapfold/core/store/object-store"
import { testObjectStore } from "@mapfold/core/store/object-store.suite"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { makeFolderStore } from "./folder-store.ts"
import { RESERVED_PREFIX } from "./key-path.ts"
import { nameProcess } from "./process-name.ts"

const bytesOf = (text: string) => new TextEncoder().encode(text)

testObjectStore("folder", () => {
  const folder = mkdtempSync(join(tmpdir(), "mapfold-store-"))
  const store = makeFolderStore({ buckets: { files: folder } })
  return {
    store,
    bucket: "files",
    missingBucket: "nowhere",
    reset() {
      rmSync(folder, { recursive: true })
      mkdirSync(folder)
    },
    openCut(key, at) {
      const reader = store.open("files", key)
      truncateSync(join(folder, key), at)
      return reader
    },
    dispose: () => rmSync(folder, { recursive: true }),
  }
})

describe("a folder", () => {
  let folder: string
  let store: ReturnType<typeof makeFolderStore>

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "mapfold-store-"))
    store = makeFolderStore({ buckets: { files: folder } })
  })
  afterEach(() => {
    rmSync(folder, { recursive: true })
  })

  const write = (key: string, text = "") => {
    mkdirSync(join(folder, key, ".."), { recursive: true })
    writeFileSync(join(folder, key), text)
  }
  const openNow = (key: string, ifMatch?: string) => {
    const reader = store.open("files", key, ifMatch === undefined ? {} : { ifMatch })
    if (reader instanceof Promise) throw new TypeError("opening a file must not wait")
    return reader
  }
  const readNow = (reader: ObjectReader, into: Uint8Array) => {
    const count = reader.read(into)
    if (count instanceof Promise) throw new TypeError("reading a file must not wait")
    return count
  }
  const keys = async (prefix = "") => {
    const found: string[] = []
    for await (const page of store.list("files", { prefix })) found.push(...page.map(({ key }) => key))
    return found
  }

  test("gives a file put by hand its size and time as ETag", () => {
    write("a.csv", "12345")
    const { mtimeNs } = statSync(join(folder, "a.csv"), { bigint: true })
    expect(store.head("files", "a.csv")).toMatchObject({ etag: `"5-${mtimeNs}"`, size: 5 })
  })

  test("opens, reads and heads with no promise in between", () => {
    write("a.csv", "12345")
    const reader = openNow("a.csv")
    expect(readNow(reader, new Uint8Array(10))).toBe(5)
    expect(readNow(reader, new Uint8Array(10))).toBe(0)
    reader.close()
    reader.close()
    expect(store.head("files", "a.csv")).not.toBeInstanceOf(Promise)
  })

  describe("what is written while it is read", () => {
    test.each([
      ["cut", () => truncateSync(join(folder, "a"), 40)],
      ["written over", () => writeFileSync(join(folder, "a"), "b".repeat(100))],
      ["made longer", () => writeFileSync(join(folder, "a"), "b".repeat(200))],
      ["touched", () => utimesSync(join(folder, "a"), 1, 1)],
    ])("is found out with its last bytes when it is %s", (_, change) => {
      write("a", "a".repeat(100))
      utimesSync(join(folder, "a"), 1_000, 1_000)
      const reader = openNow("a")
      expect(readNow(reader, new Uint8Array(30))).toBe(30)
      change()
      expect(() => {
        while (readNow(reader, new Uint8Array(30)) > 0);
      }).toThrow(expect.objectContaining({ name: "ObjectChanged", key: "a" }))
      reader.close()
    })

    test("is found out by a reader that asks for no more than the size", () => {
      write("a", "a".repeat(100))
      utimesSync(join(folder, "a"), 1_000, 1_000)
      const reader = openNow("a")
      writeFileSync(join(folder, "a"), "b".repeat(100))
      expect(() => readNow(reader, new Uint8Array(100))).toThrow("changed since it was listed")
      reader.close()
    })
  })

  describe("odd entries", () => {
    test("lists links to files and to folders, and no loop twice", async () => {
      write("a/1.csv", "one")
      write("outside.csv", "out")
      symlinkSync("../outside.csv", join(folder, "a/linked.csv"))
      symlinkSync("a", join(folder, "b"))
      symlinkSync("..", join(folder, "a/up"))
      symlinkSync("self", join(folder, "self"))
      symlinkSync("nothing", join(folder, "dangling"))
      expect(await keys()).toEqual(["a/1.csv", "a/linked.csv", "b/1.csv", "b/linked.csv", "outside.csv"])
      expect(store.head("files", "b/linked.csv")).toMatchObject({ size: 3 })
      expect(store.head("files", "self")).toBeNull()
      expect(() => openNow("self")).toThrow("is not there")
    })

    test("ends though every folder links to every other", async () => {
      const names = Array.from({ length: 12 }, (_, at) => `folder-${at}`)
      for (const name of names) write(`${name}/file`)
      for (const from of names)
        for (const to of names) if (from !== to) symlinkSync(`../${to}`, join(folder, from, `to-${to}`))
      expect((await keys()).length).toBe(12 + 12 * 11)
    })

    test("passes over pipes and sockets, and does not wait at them", async () => {
      write("a.csv")
      execFileSync("mkfifo", [join(folder, "pipe")])
      expect(await keys()).toEqual(["a.csv"])
      expect(store.head("files", "pipe")).toBeNull()
      expect(() => openNow("pipe")).toThrow("is not there")
    })

    test("passes over what a put keeps for a moment, and names that no key has", async () => {
      for (const key of [
        `${RESERVED_PREFIX}abc`,
        `a/${RESERVED_PREFIX}abc/b`,
        ".%a",
        "a/.%a/b",
        ".%a%/b",
        ".%%2",
        ".%x%",
      ])
        write(key)
      expect(await keys()).toEqual([])
      expect(store.head("files", `${RESERVED_PREFIX}abc`)).toBeNull()
      expect(() => openNow(".%a")).toThrow("is not there")
    })

    test("refuses to list a file name that is no UTF-8, rather than lose it", async () => {
      write("good")
      writeFileSync(Buffer.concat([Buffer.from(`${folder}/bad`), Buffer.from([0xff])]), "")
      await expect(keys()).rejects.toMatchObject({
        name: "StoreFailed",
        message: expect.stringContaining("is not UTF-8; rename it"),
      })
    })
  })

  describe("keys that no object can have", () => {
    test.each([
      ["", "is empty"],
      ["a\ud800", "Unicode"],
      [`${"x/".repeat(512)}y`, "longer than 1024 bytes"],
    ])("are refused by every operation: %j", async (key, why) => {
      const refusal = expect.objectContaining({ name: "StoreFailed", message: expect.stringContaining(why) })
      expect(() => store.head("files", key)).toThrow(refusal)
      expect(() => openNow(key)).toThrow(refusal)
      await expect(store.put("files", key, bytesOf(""))).rejects.toThrow(refusal)
      await expect(store.remove("files", key)).rejects.toThrow(refusal)
      expect(readdirSync(folder)).toEqual([])
    })
  })

  describe("keys that no file can have", () => {
    const awkward = [
      ...[
        "a//b",
        "//",
        "/",
        "/a",
        "a/",
        "a//",
        ".",
        "..",
        "../a",
        "a/../../b",
        "./a",
        "a/.",
        "a\0b",
        "\0",
        ".%",
        ".%a",
      ],
      ...[
        `${RESERVED_PREFIX}a`,
        "x".repeat(256),
        "é".repeat(128),
        "😀".repeat(256),
        "%".repeat(254),
        "/".repeat(1_024),
      ],
      ...[`a/${"x".repeat(600)}/b`, "\0".repeat(1_024), "../".repeat(341), `${"%\0/".repeat(341)}`],
    ]
    const read = (key: string) => {
      const reader = openNow(key)
      const buffer = new Uint8Array(2_000)
      const count = readNow(reader, buffer)
      reader.close()
      return new TextDecoder().decode(buffer.subarray(0, count))
    }

    test.each(awkward)("are kept all the same, each alone: %j", async (key) => {
      await store.put("files", key, bytesOf(key))
      expect(await keys()).toEqual([key])
      const beginnings = [0, 1, 2, 5, 300].map((length) => [...key].slice(0, length).join(""))
      for (const prefix of beginnings) expect(await keys(prefix)).toEqual([key])
      expect(store.head("files", key)).toMatchObject({ key, size: bytesOf(key).length })
      expect(read(key)).toBe(key)
      await store.remove("files", key)
      expect(await keys()).toEqual([])
    })

    test("lead to no file outside the bucket's folder", async () => {
      const inner = join(folder, "x/inner")
      const strict = makeFolderStore({ buckets: { inner } })
      for (const key of awkward) await strict.put("inner", key, bytesOf(key))
      expect(readdirSync(folder)).toEqual(["x"])
      expect(readdirSync(join(folder, "x"))).toEqual(["inner"])
    })

    test("are kept beside each other, in any order", async () => {
      const sorted = [...awkward, "a", "a/b", "a/b/c", ".%a%=", "x"].sort(compareKeys)
      for (const order of [sorted, [...sorted].reverse()]) {
        for (const key of order) await store.put("files", key, bytesOf(key))
        for (const key of order) await store.put("files", key, bytesOf(`${key}!`))
        expect(await keys()).toEqual(sorted)
        expect(await keys("a/")).toEqual(sorted.filter((key) => key.startsWith("a/")))
        for (const key of order) expect(read(key)).toBe(`${key}!`)
        for (const [at, key] of order.entries()) {
          await store.remove("files", key)
          expect(store.head("files", key)).toBeNull()
          if (at % 8 === 0) expect(await keys()).toEqual(sorted.filter((other) => order.indexOf(other) > at))
        }
      }
    })

    test("stay where they are though an object moves beside a folder of its name", async () => {
      const first = await store.put("files", "a", bytesOf("one"))
      const reader = openNow("a", first.etag)
      await store.put("files", "a/b", bytesOf("two"))
      expect(readdirSync(folder).sort()).toEqual([".%a%=", "a"])
      expect((await store.head("files", "a"))?.etag).toBe(first.etag)
      expect(readNow(reader, new Uint8Array(10))).toBe(3)
      reader.close()
      await expect(store.put("files", "a", bytesOf("no"), { ifNoneMatch: "*" })).rejects.toThrow(
        "was not written",
      )
      await store.put("files", "a", bytesOf("three"), { ifMatch: first.etag })
      expect(read("a")).toBe("three")
      expect(await keys()).toEqual(["a", "a/b"])
    })

    test("show the newer file where somebody put one in place of the folder", async () => {
      await store.put("files", "a/b", bytesOf("two"))
      await store.put("files", "a", bytesOf("old"))
      rmSync(join(folder, "a"), { recursive: true })
      write("a", "by hand")
      expect(await keys()).toEqual(["a"])
      expect(read("a")).toBe("by hand")
      await store.put("files", "a", bytesOf("new"))
      expect(readdirSync(folder)).toEqual(["a"])
      await store.put("files", "a/b", bytesOf("two"))
      expect(read("a")).toBe("new")
    })

    test("are there at every moment while folders and objects take each other's place", async () => {
      await store.put("files", "a", bytesOf("0"))
      let isDone = false
      const putting = (async () => {
        for (let round = 1; round <= 60; round++) {
          await Promise.all([
            store.put("files", "a", bytesOf(String(round))),
            store.put("files", "a/b", bytesOf("b")),
            store.put("files", "a", bytesOf(String(round)), { ifNoneMatch: "*" }).catch(() => {}),
          ])
          expect(read("a")).toBe(String(round))
          expect(await keys()).toEqual(["a", "a/b"])
          rmSync(join(folder, "a"), { recursive: true })
        }
        isDone = true
      })()
      while (!isDone) {
        expect(store.head("files", "a")).not.toBeNull()
        await new Promise(setImmediate)
      }
      await putting
    })
  })

  describe("links that lead out of the folder", () => {
    test("are read through, and never written or removed through", async () => {
      const outside = mkdtempSync(join(tmpdir(), "mapfold-outside-"))
      writeFileSync(join(outside, "a"), "out")
      symlinkSync(outside, join(folder, "link"))
      expect(await keys()).toEqual(["link/a"])
      for (const key of ["link/a", "link/new/b"]) {
        const message = "leads out of the bucket's folder"
        await expect(store.put("files", key, bytesOf("in"))).rejects.toThrow(message)
        await expect(store.remove("files", key)).rejects.toThrow(message)
      }
      expect(readdirSync(outside)).toEqual(["a"])
      expect(readFileSync(join(outside, "a"), "utf8")).toBe("out")
      rmSync(outside, { recursive: true })
    })

    test("are replaced as links, not followed, when their own key is put", async () => {
      const outside = mkdtempSync(join(tmpdir(), "mapfold-outside-"))
      writeFileSync(join(outside, "a"), "out")
      symlinkSync(join(outside, "a"), join(folder, "a"))
      await store.put("files", "a", bytesOf("in"))
      expect(readFileSync(join(outside, "a"), "utf8")).toBe("out")
      expect(readFileSync(join(folder, "a"), "utf8")).toBe("in")
      rmSync(outside, { recursive: true })
    })
  })

  describe("put", () => {
    test("leaves nothing beside the object, whether it succeeds or fails", async () => {
      const { etag } = await store.put("files", "a", bytesOf("one"))
      await store.put("files", "a", bytesOf("two"), { ifMatch: etag })
      await store.put("files", "a", bytesOf("two"), { ifMatch: etag }).catch(() => {})
      await store.put("files", "a", bytesOf("two"), { ifNoneMatch: "*" }).catch(() => {})
      expect(readdirSync(folder)).toEqual(["a"])
    })

    test("makes the bucket's folder, which all else needs", async () => {
      const parent = join(folder, "parent/bucket")
      const late = makeFolderStore({ buckets: { late: parent } })
      for (const act of [() => late.head("late", "a"), () => late.open("late", "a")])
        expect(act).toThrow(expect.objectContaining({ name: "BucketNotFound" }))
      await late.remove("late", "a")
      expect(existsSync(parent)).toBe(false)
      await late.put("late", "a", bytesOf(""))
      expect(late.head("late", "a")).not.toBeNull()
    })

    describe("takes over a lock", () => {
      const leave = (text: string, age: number) => {
        const lock = join(
          folder,
          `${RESERVED_PREFIX}lock-ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb`,
        )
        writeFileSync(lock, text)
        const then = Date.now() / 1e3 - age
        utimesSync(lock, then, then)
        return () => rmSync(lock)
      }
      const nameOf = (pid: number) => nameProcess().replace(/^\d+/, String(pid))

      test.each([
        ["of a process that is gone", () => nameOf(spawnSync(process.execPath, ["--version"]).pid), 0],
        ["that a process of another machine has left", () => "1-000000000000", 6],
        ["that an older version has left", () => `1 ${hostname()}`, 6],
        ["of a process whose number another has by now", () => nameOf(process.pid), 61],
      ])("%s", async (_, holder, age) => {
        const { etag } = await store.put("files", "a", bytesOf("one"))
        leave(holder(), age)
        const started = Date.now()
        await store.put("files", "a", bytesOf("two"), { ifMatch: etag })
        // one that may be held is waited for longer
        expect(Date.now() - started).toBeLessThan(4_000)
        expect(readdirSync(folder)).toEqual(["a"])
      })

      test("not while it may be held", async () => {
        const { etag } = await store.put("files", "a", bytesOf("one"))
        const release = leave(nameOf(process.pid), 30)
        const putting = Promise.resolve(store.put("files", "a", bytesOf("two"), { ifMatch: etag }))
        expect(await Promise.race([putting, sleep(300, "waiting")])).toBe("waiting")
        release()
        await putting
        expect(readFileSync(join(folder, "a"), "utf8")).toBe("two")
      })
    })

    test("lets one of many processes at once win", async () => {
      const { etag } = await store.put("files", "a", bytesOf("0"))
      chmodSync(folder, 0o777)
      const outcomes = await Promise.all(
        ["1", "2", "3"].map((text) => actElsewhere(folder, "put", "a", text, etag)),
      )
      const winners = outcomes.filter((outcome) => outcome.startsWith("done"))
      expect(winners).toHaveLength(1)
      expect(winners).toEqual([`done ${readFileSync(join(folder, "a"), "utf8")}`])
    })
  })

  // Run by root, which may do everything, they are tried as a user who may not.
  test("says what is not permitted and what to do", async () => {
    chmodSync(folder, 0o755)
    write("closed/a.csv")
    write("b.csv")
    chmodSync(join(folder, "b.csv"), 0)
    chmodSync(join(folder, "closed"), 0)
    expect(await actElsewhere(folder, "open", "b.csv")).toBe(
      `StoreFailed s3://files/b.csv cannot be read: permission denied; give the user that runs this access to ${folder}/b.csv`,
    )
    expect(await actElsewhere(folder, "list", "")).toContain(
      "s3://files/closed/ cannot be listed: permission denied",
    )
    expect(await actElsewhere(folder, "head", "closed/a.csv")).toContain(
      "cannot be looked up: permission denied",
    )
    expect(await actElsewhere(folder, "put", "closed/c", "text")).toContain(
      "cannot be written: permission denied",
    )
    chmodSync(join(folder, "closed"), 0o755)
    expect(await actElsewhere(folder, "list", "")).toBe("done b.csv closed/a.csv")
  })
})

/** Does one thing to the folder in another process, which gives up root's rights first. */
async function actElsewhere(folder: string, ...words: string[]): Promise<string> {
  const script = join(import.meta.dirname, "store-process.fixture.ts")
  const { stdout } = await promisify(execFile)(process.execPath, [script, folder, ...words], {
    timeout: 15_000,
  })
  return stdout
}
