import { describe, expect, it } from "vitest"
import { makeLine, momentOf } from "./batch-lines.fixture.ts"
import { axisTicks, barAt, packTimeline } from "./timeline-lanes.ts"

const lines = [makeLine("a", 0, 100), makeLine("b", 10, 20), makeLine("c", 40, 10), makeLine("d", 45, null)]
const timeline = packTimeline(lines, momentOf(80))

describe("packTimeline", () => {
  it("puts a batch into the first lane that is free when it starts", () => {
    expect(timeline.bars.map(({ line, lane }) => [line.child, lane])).toEqual([
      ["a", 0],
      ["b", 1],
      ["c", 1],
      ["d", 2],
    ])
    expect(timeline.lanes).toBe(3)
  })

  it("draws one that runs up to now, and spans them all", () => {
    expect(timeline.bars[3]).toMatchObject({ start: 45, end: 80 })
    expect(timeline.span).toBe(100)
  })

  it("is an empty one where nothing has started", () => {
    expect(packTimeline([], momentOf(0))).toMatchObject({ bars: [], lanes: 0, span: 1 })
  })
})

describe("barAt", () => {
  it("finds the bar at a place, or the nearest within reach", () => {
    expect(barAt(timeline, 15, 1, 0)?.line.child).toBe("b")
    expect(barAt(timeline, 38, 1, 5)?.line.child).toBe("c")
    expect(barAt(timeline, 33, 1, 5)?.line.child).toBe("b")
    expect(barAt(timeline, 38, 1, 1)).toBeNull()
    expect(barAt(timeline, 15, 7, 1_000)).toBeNull()
  })
})

describe("axisTicks", () => {
  it("steps roundly, from 0", () => {
    expect(axisTicks(100, 5)).toEqual([0, 20, 40, 60, 80, 100])
    expect(axisTicks(61_000, 5)).toEqual([0, 15_000, 30_000, 45_000, 60_000])
    expect(axisTicks(36_000_000, 6).length).toBeLessThanOrEqual(7)
  })
})
