import type { LogLine, LogPage } from "@mapfold/core/status/log-view"
import { describe, expect, test } from "vitest"
import { type LogParts, NO_PARTS, readOn } from "./log-parts.ts"

const line = (text: string): LogLine => ({
  ...{ time: "2026-01-01T00:00:00.000Z", level: "INFO", source: "process" },
  ...{ child: null, batch: null, object: null, text },
})

/** A log in pages of two lines, and which pages of it were asked for. */
function makeLog(lines: string[]) {
  const asked: string[] = []
  const read = async (after: string | undefined): Promise<LogPage> => {
    asked.push(after ?? "start")
    const from = Number(after ?? 0)
    const next = from + 2 < lines.length ? String(from + 2) : null
    return { lines: lines.slice(from, from + 2).flatMap((text) => (text === "" ? [] : [line(text)])), next }
  }
  return { lines, asked, read }
}
const texts = ({ parts }: LogParts) => parts.flatMap(({ lines }) => lines.map(({ text }) => text)).join("")

describe("reading a log", () => {
  test("takes as many pages as are wanted", async () => {
    const { read } = makeLog([..."abcdefg"])
    expect(texts(await readOn(NO_PARTS, { parts: 1, isFollowing: false }, read))).toBe("ab")
    expect(texts(await readOn(NO_PARTS, { parts: 3, isFollowing: false }, read))).toBe("abcdef")
  })

  test("goes on from what is known: the last page alone is read again", async () => {
    const log = makeLog([..."abc"])
    const known = await readOn(NO_PARTS, { parts: 2, isFollowing: false }, log.read)
    log.lines.push("d", "e")
    log.asked.length = 0
    const more = await readOn(known, { parts: 2, isFollowing: false }, log.read)
    expect([texts(more), log.asked]).toEqual(["abcd", ["2"]])
  })

  test("reads past pages without a line, so far and no further", async () => {
    const sparse = makeLog(["", "", "", "", "x"])
    expect(texts(await readOn(NO_PARTS, { parts: 1, isFollowing: false }, sparse.read))).toBe("x")
    const empty = makeLog(Array.from({ length: 1_000 }, () => ""))
    const parts = await readOn(NO_PARTS, { parts: 1, isFollowing: false }, empty.read)
    expect(empty.asked).toHaveLength(10)
    expect(parts.parts.at(-1)?.next).toBe("20")
  })

  test("follows to the end, and lets the earliest go", async () => {
    const log = makeLog([..."abcdefghijkl"])
    const followed = await readOn(NO_PARTS, { parts: 1, isFollowing: true }, log.read)
    expect([texts(followed), followed.isCut]).toEqual(["efghijkl", true])
    log.lines.push("m")
    expect(texts(await readOn(followed, { parts: 1, isFollowing: true }, log.read))).toBe("ghijklm")
  })
})
