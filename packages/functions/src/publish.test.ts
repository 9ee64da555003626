import { setTimeout as sleep } from "node:timers/promises"
import { publish } from "@mapfold/core/reduce/publish"
import { StoreFailed } from "@mapfold/core/store/errors"
import type { ObjectStore } from "@mapfold/core/store/object-store"
import { describe, expect, test, vi } from "vitest"
import { makeMemoryStore } from "./memory-store.fixture.ts"

const RESULT = "results/weather/year=2025/result.json"
const LATEST = "results/weather/year=2025/latest.json"
const EARLY = "2026-01-01T00:00:00.000Z"
const LATE = "2026-01-01T00:00:01.000Z"

const pause = (longest: number) => sleep(Math.random() * longest)

/** What Reduce does: the run's own copy first. */
async function publishRun(
  store: ObjectStore,
  run: string,
  startedAt: string,
  reader: "listed" | "items" = "listed",
  asOf = startedAt,
): Promise<boolean> {
  const bytes = new TextEncoder().encode(run)
  await store.put("out", `runs/${run}/result.json`, bytes)
  const files = [{ name: "result.json", contentType: "application/json", bytes }]
  const place = { bucket: "out", job: "weather", params: { year: 2025 } }
  return publish(store, { ...place, run, startedAt, asOf, reader, files }, pause)
}

async function latestOf({ store, text }: ReturnType<typeof makeMemoryStore>) {
  const latest = JSON.parse(text("out", LATEST))
  const result = await store.head("out", RESULT)
  return {
    run: latest.run,
    content: text("out", RESULT),
    isWhole: latest.files["result.json"] === result?.etag,
  }
}

describe("publish", () => {
  test("writes the files, then the pointer that names the run and their ETags", async () => {
    const memory = makeMemoryStore("out")
    expect(await publishRun(memory.store, "a", EARLY)).toBe(true)
    expect(memory.writes.slice(1)).toEqual([`s3://out/${RESULT}`, `s3://out/${LATEST}`])
    expect(JSON.parse(memory.text("out", LATEST))).toEqual({
      run: "a",
      startedAt: EARLY,
      asOf: EARLY,
      reader: "listed",
      files: { "result.json": '"v2"' },
    })
  })

  test("lets a run of a chosen list stand only where no run of the whole listing does", async () => {
    const memory = makeMemoryStore("out")
    expect(await publishRun(memory.store, "chosen", EARLY, "items")).toBe(true)
    expect(await publishRun(memory.store, "chosen-again", LATE, "items")).toBe(true)
    expect(await publishRun(memory.store, "whole", EARLY)).toBe(true)
    expect(await publishRun(memory.store, "chosen-late", LATE, "items")).toBe(false)
    expect(await latestOf(memory)).toEqual({ run: "whole", content: "whole", isWhole: true })
  })

  test("replaces an earlier run and its own former attempt, and leaves a later run alone", async () => {
    const memory = makeMemoryStore("out")
    expect(await publishRun(memory.store, "a", EARLY)).toBe(true)
    expect(await publishRun(memory.store, "b", LATE)).toBe(true)
    expect(await publishRun(memory.store, "b", LATE)).toBe(true)
    const before = memory.writes.length
    expect(await publishRun(memory.store, "a", EARLY)).toBe(false)
    expect(memory.writes.slice(before)).toEqual(["s3://out/runs/a/result.json"])
    expect(await latestOf(memory)).toEqual({ run: "b", content: "b", isWhole: true })
  })

  test("takes a repair for as old as the run that listed its objects, and for newer than that run alone", async () => {
    const memory = makeMemoryStore("out")
    const later = "2026-01-02T00:00:00.000Z"
    expect(await publishRun(memory.store, "partial", EARLY)).toBe(true)
    expect(await publishRun(memory.store, "b-repairs", later, "listed", EARLY)).toBe(true)
    expect(await publishRun(memory.store, "partial", EARLY)).toBe(false)
    expect(await publishRun(memory.store, "whole", LATE)).toBe(true)
    expect(await publishRun(memory.store, "a-repairs", later, "listed", EARLY)).toBe(false)
    expect(await latestOf(memory)).toEqual({ run: "whole", content: "whole", isWhole: true })
  })

  test("reads a pointer of an older form", async () => {
    const memory = makeMemoryStore("out")
    const older = { run: "b", startedAt: LATE, reader: "listed", files: {} }
    await memory.store.put("out", LATEST, new TextEncoder().encode(JSON.stringify(older)))
    expect(await publishRun(memory.store, "a", EARLY)).toBe(false)
  })

  test("decides by name between runs of the same millisecond, and compares times, not texts", async () => {
    const memory = makeMemoryStore("out")
    expect(await publishRun(memory.store, "b", LATE)).toBe(true)
    expect(await publishRun(memory.store, "a", "2026-01-01T01:00:01.000+01:00")).toBe(false)
    expect(await publishRun(memory.store, "c", "2026-01-01T01:00:01.000+01:00")).toBe(true)
  })

  test("replaces a pointer that cannot be read", async () => {
    const memory = makeMemoryStore("out")
    for (const text of ["", "{", "[]", '{"run":1}']) {
      await memory.store.put("out", LATEST, new TextEncoder().encode(text))
      expect(await publishRun(memory.store, "a", EARLY)).toBe(true)
    }
  })

  test("puts the later run's files back where both wrote at once", async () => {
    const memory = makeMemoryStore("out")
    let isMeeting = true
    // the later run publishes just before the earlier one writes its pointer, so its files have been written over
    const store: ObjectStore = {
      ...memory.store,
      async put(bucket, key, body, options) {
        if (key === LATEST && isMeeting) {
          isMeeting = false
          await memory.store.put("out", "runs/late/result.json", new TextEncoder().encode("late"))
          const pointer = { run: "late", startedAt: LATE, files: { "result.json": '"gone"' } }
          await memory.store.put("out", LATEST, new TextEncoder().encode(JSON.stringify(pointer)))
        }
        return memory.store.put(bucket, key, body, options)
      },
    }
    expect(await publishRun(store, "early", EARLY)).toBe(false)
    expect(await latestOf(memory)).toEqual({ run: "late", content: "late", isWhole: true })
  })

  test("ends with the latest of many runs at once, files and pointer of one run", async () => {
    const memory = makeMemoryStore("out")
    const outcomes = await Promise.all(
      [4, 1, 5, 2, 3].map((second) =>
        publishRun(memory.store, `run-${second}`, `2026-01-01T00:00:0${second}Z`),
      ),
    )
    expect(outcomes[2]).toBe(true)
    expect(await latestOf(memory)).toEqual({ run: "run-5", content: "run-5", isWhole: true })
  })

  test("gives up where others publish again and again, and says what to do", async () => {
    const memory = makeMemoryStore("out")
    const store: ObjectStore = {
      ...memory.store,
      async put(bucket, key, body, options) {
        if (key === LATEST) await memory.store.put(bucket, key, new TextEncoder().encode("{}"))
        return memory.store.put(bucket, key, body, options)
      },
    }
    vi.useFakeTimers()
    const refused = expect(publishRun(store, "a", EARLY)).rejects.toMatchObject({
      name: "PublishingContended",
      message: expect.stringContaining("its own result is complete under runs/a/"),
    })
    await vi.advanceTimersByTimeAsync(10_000)
    await refused
    vi.useRealTimers()
  })

  describe("where the store fails half way", () => {
    const names = ["result.json", "result.csv"]
    const place = "results/weather/year=2025/"
    const publishBoth = async (store: ObjectStore, run: string, startedAt: string) => {
      const files = names.map((name) => ({ name, contentType: "", bytes: new TextEncoder().encode(run) }))
      for (const { name, bytes } of files) await store.put("out", `runs/${run}/${name}`, bytes)
      const at = { bucket: "out", job: "weather", params: { year: 2025 } }
      return publish(store, { ...at, run, startedAt, asOf: startedAt, reader: "listed", files }, pause)
    }
    const failing = (store: ObjectStore, name: string): ObjectStore => ({
      ...store,
      put: async (bucket, key, body, options) => {
        if (key === `${place}${name}`) throw new StoreFailed(`${key} cannot be written`, "no space left")
        return store.put(bucket, key, body, options)
      },
    })
    const standing = (memory: ReturnType<typeof makeMemoryStore>) =>
      memory.keys("out").filter((key) => key.startsWith(place))

    test.each(["result.json", "result.csv", "latest.json"])(
      "leaves nothing behind where %s fails",
      async (name) => {
        const memory = makeMemoryStore("out")
        await expect(publishBoth(failing(memory.store, name), "a", EARLY)).rejects.toThrow("no space left")
        expect(standing(memory)).toEqual([])
      },
    )

    test.each(["result.csv", "latest.json"])("puts the standing result back where %s fails", async (name) => {
      const memory = makeMemoryStore("out")
      await publishBoth(memory.store, "a", EARLY)
      let isBroken = true
      const store: ObjectStore = {
        ...memory.store,
        put: async (bucket, key, body, options) => {
          if (key !== `${place}${name}` || !isBroken) return memory.store.put(bucket, key, body, options)
          isBroken = false
          throw new StoreFailed(`${key} cannot be written`, "no space left")
        },
      }
      await expect(publishBoth(store, "b", LATE)).rejects.toThrow("no space left")
      expect(names.map((file) => memory.text("out", `${place}${file}`))).toEqual(["a", "a"])
      expect(JSON.parse(memory.text("out", LATEST)).run).toBe("a")
    })

    test("leaves alone what another run has written meanwhile", async () => {
      const memory = makeMemoryStore("out")
      const broken = failing(memory.store, "result.csv")
      const store: ObjectStore = {
        ...broken,
        put: async (bucket, key, body, options) => {
          if (key === `${place}result.csv`)
            await memory.store.put("out", RESULT, new TextEncoder().encode("other"))
          return broken.put(bucket, key, body, options)
        },
      }
      await expect(publishBoth(store, "a", EARLY)).rejects.toThrow("no space left")
      expect(memory.text("out", RESULT)).toBe("other")
    })
  })
})
