import { describe, expect, it } from "vitest"
import { makeDurationScale } from "./duration-shade.ts"

describe("makeDurationScale", () => {
  it("gives the shortest the first shade and the longest the last", () => {
    const scale = makeDurationScale([1_000, 2_000, 4_000, 60_000])
    expect([1_000, 60_000].map(scale.shadeOf)).toEqual([0, 4])
  })

  it("tells one second from four beside a few stragglers of a minute", () => {
    const most = Array.from({ length: 98 }, (_, index) => 1_000 + index * 30)
    const scale = makeDurationScale([...most, 60_000, 61_000])
    expect([1_000, 3_900, 60_000].map(scale.shadeOf)).toEqual([0, 4, 4])
  })

  it("calls none slow where all took as long", () => {
    const scale = makeDurationScale([1_000, 1_010, 1_020])
    expect([1_000, 1_020].map(scale.shadeOf)).toEqual([2, 2])
  })

  it("keeps what it has not seen within the shades", () => {
    const scale = makeDurationScale([1_000, 60_000])
    expect([0, 1e9].map(scale.shadeOf)).toEqual([0, 4])
    expect(makeDurationScale([]).shadeOf(5)).toBe(2)
  })
})
