import { describe, expect, it } from "vitest"
import { median, runRounds } from "./rounds.ts"

describe("runRounds", () => {
  it("gives every contestant one turn a round, in turn", async () => {
    const order: string[] = []
    const contestant = (name: string, atMost?: number) => ({
      name,
      ...(atMost === undefined ? {} : { atMost }),
      run: () => order.push(name),
    })
    const timings = await runRounds([contestant("a"), contestant("slow", 1), contestant("b")], 3, () => {})
    expect(order.join(" ")).toBe("a slow b a b a b")
    expect(timings.map(({ ms }) => ms.length)).toEqual([3, 1, 3])
    expect(timings[2]!.answer).toBe(7)
  })
})

describe("median", () => {
  it("is the middle, or the mean of the two middles", () => {
    expect(median([30, 10, 20])).toBe(20)
    expect(median([40, 10, 20, 30])).toBe(25)
  })
})
