import type { LogLine } from "@mapfold/core/status/log-view"
import { describe, expect, it } from "vitest"
import { makeCache } from "../aws/cache.ts"
import type { Ports } from "../ports.ts"
import type { LogAsked } from "./log-reader.ts"
import { readLogs } from "./read-logs.ts"

// A log that is larger than what is looked at for one page, in two groups that are cut at different times.

const STARTED = Date.UTC(2026, 0, 1)
type Event = { readonly time: number; readonly id: string; readonly message: string }

/** One line every so many ms; every thousandth is an error. */
function makeEvents(count: number, every: number, group: string): Event[] {
  return Array.from({ length: count }, (_, at) => {
    const level = at % 1_000 === 0 ? "ERROR" : "INFO"
    return {
      time: STARTED + Math.floor(at * every),
      id: String(at),
      message: JSON.stringify({ level, message: `${group} ${at}`, run: "a" }),
    }
  })
}

function makePorts(
  groups: Readonly<Record<string, readonly Event[]>>,
): Ports & { readonly asked: LogAsked[] } {
  const asked: LogAsked[] = []
  const execution = {
    run: "a",
    startedAt: new Date(STARTED),
    endedAt: new Date(STARTED + 60_000),
    redrives: 0,
  }
  const ports = {
    asked,
    target: {
      logs: Object.keys(groups).map((group) => ({
        source: group === "one" ? "process" : "reduce",
        group,
        streams: null,
      })),
    },
    machine: { describe: async () => execution },
    logs: async (ask: LogAsked) => {
      asked.push(ask)
      const found = groups[ask.source.group]!.filter(({ time }) => time >= ask.from && time < ask.until)
      return { events: found.slice(0, ask.limit), isCut: found.length > ask.limit }
    },
    cache: makeCache({ clock: () => 0 }),
    clock: () => STARTED,
    fresh: 1_000,
  }
  return ports as unknown as Ports & { readonly asked: LogAsked[] }
}

async function readAll(
  ports: Ports,
  filter: Parameters<typeof readLogs>[2],
  count: number,
): Promise<LogLine[]> {
  const lines: LogLine[] = []
  for (let after: string | undefined, pages = 0; pages < 200; pages++) {
    const page = await readLogs(ports, "a", filter, { after, count })
    lines.push(...page.lines)
    if (page.next === null) return lines
    after = page.next
  }
  throw new Error("the pages have no end")
}

describe("a log that is larger than what is looked at for a page", () => {
  // a line a millisecond and two; four lines a millisecond
  const groups = { one: makeEvents(25_000, 2, "one"), two: makeEvents(25_000, 0.25, "two") }

  it("is read to its end, each line once and in order, where a filter drops most", async () => {
    const lines = await readAll(makePorts(groups), { level: "ERROR" }, 7)
    const times = lines.map(({ time }) => time)
    expect(times).toEqual([...times].sort())
    expect(lines.map(({ text }) => text).sort()).toEqual(
      ["one", "two"]
        .flatMap((group) => Array.from({ length: 25 }, (_, at) => `${group} ${at * 1_000}`))
        .sort(),
    )
  })

  it("is read to its end where nothing is wanted", async () => {
    const ports = makePorts(groups)
    expect(await readAll(ports, { object: "none.csv" }, 100)).toEqual([])
    expect(ports.asked.length).toBeLessThan(40)
  })

  it("is read to its end with every line", async () => {
    const lines = await readAll(makePorts({ one: groups.one.slice(0, 12_000) }), {}, 1_000)
    expect(new Set(lines.map(({ text }) => text)).size).toBe(12_000)
    expect(lines).toHaveLength(12_000)
  })
})

it("asks once for all who look at the same page", async () => {
  const ports = makePorts({ one: makeEvents(10, 1, "one") })
  await Promise.all(Array.from({ length: 20 }, () => readLogs(ports, "a", { level: "INFO" })))
  expect(ports.asked).toHaveLength(1)
})
