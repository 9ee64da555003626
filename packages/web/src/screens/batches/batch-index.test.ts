import { describe, expect, it } from "vitest"
import { countByStatus, durationOf, isWalkOver, mergeBatches, NO_BATCHES, slowestOf } from "./batch-index.ts"
import { makeLine, momentOf } from "./batch-lines.fixture.ts"

const children = (index: { lines: readonly { child: string }[] }) => index.lines.map(({ child }) => child)

describe("mergeBatches", () => {
  it("keeps batches in the order of their start, whatever page they came with", () => {
    const first = mergeBatches(NO_BATCHES, {
      batches: [makeLine("c", 20, 5), makeLine("b", 10, 5)],
      next: "2",
    })
    const both = mergeBatches(first, { batches: [makeLine("a", 0, 5)], next: null })
    expect(children(both)).toEqual(["a", "b", "c"])
  })

  it("puts what changed in the place of what was known", () => {
    const running = mergeBatches(NO_BATCHES, { batches: [makeLine("a", 0, null)], next: null })
    const ended = mergeBatches(running, { batches: [makeLine("a", 0, 7, "FAILED")], next: null })
    expect(ended.lines).toEqual([makeLine("a", 0, 7, "FAILED")])
  })

  it("answers the same index where nothing changed, so that nothing is drawn again", () => {
    const index = mergeBatches(NO_BATCHES, { batches: [makeLine("a", 0, 5)], next: null })
    expect(mergeBatches(index, { batches: [makeLine("a", 0, 5)], next: null })).toBe(index)
  })
})

describe("isWalkOver", () => {
  const known = { lines: [makeLine("a", 0, null), makeLine("b", 10, 5), makeLine("c", 20, 5)], isWhole: true }

  it("reads every page the first time", () => {
    const page = { batches: [makeLine("a", 0, 5)], next: "2" }
    expect(isWalkOver(NO_BATCHES, [page])).toBe(false)
    expect(isWalkOver(NO_BATCHES, [page, { batches: [], next: null }])).toBe(true)
  })

  it("goes on until the batches that were running have been met", () => {
    const newest = { batches: [makeLine("c", 20, 5)], next: "2" }
    expect(isWalkOver(known, [newest])).toBe(false)
    expect(isWalkOver(known, [newest, { batches: [makeLine("a", 0, 9)], next: "3" }])).toBe(true)
  })

  it("goes on while a page brings batches that are unknown", () => {
    const allEnded = { ...known, lines: known.lines.slice(1) }
    expect(isWalkOver(allEnded, [{ batches: [makeLine("d", 30, null)], next: "2" }])).toBe(false)
    expect(isWalkOver(allEnded, [{ batches: [makeLine("c", 20, 5)], next: "2" }])).toBe(true)
  })
})

describe("what is known of batches", () => {
  it("measures one that runs up to now, and none below nothing", () => {
    expect(durationOf(makeLine("a", 0, 5), momentOf(100))).toBe(5)
    expect(durationOf(makeLine("a", 10, null), momentOf(100))).toBe(90)
    expect(durationOf(makeLine("a", 10, null), momentOf(0))).toBe(0)
  })

  it("names the slowest, the earlier of two alike first", () => {
    const lines = [makeLine("a", 0, 5), makeLine("b", 1, 9), makeLine("c", 2, 9), makeLine("d", 3, 1)]
    expect(slowestOf(lines, 3, momentOf(20)).map(({ child }) => child)).toEqual(["b", "c", "a"])
  })

  it("counts them by state", () => {
    const lines = [makeLine("a", 0, 5), makeLine("b", 1, null), makeLine("c", 2, 9, "FAILED")]
    expect(countByStatus(lines)).toMatchObject({ SUCCEEDED: 1, RUNNING: 1, FAILED: 1, TIMED_OUT: 0 })
  })
})
