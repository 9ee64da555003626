import { describe, expect, test } from "vitest"
import { remember } from "./remember.ts"

/** A function that counts how often it is called. */
function counted<In, Out>(compute: (value: In) => Out) {
  const calls = { count: 0 }
  const remembering = remember((value: In) => {
    calls.count++
    return compute(value)
  })
  return { calls, remembering }
}

describe("remember", () => {
  test("asks once for each value while values come again", () => {
    const { calls, remembering } = counted((value: number) => value * 2)
    for (let call = 0; call < 50_000; call++) expect(remembering(call % 900)).toBe((call % 900) * 2)
    expect(calls.count).toBe(900)
  })

  test("gives every answer, null, false and undefined among them, whether or not it remembers", () => {
    const answers = [null, false, undefined, 0, "", Number.NaN]
    const { remembering } = counted((value: number) => answers[value % answers.length])
    for (let call = 0; call < 40_000; call++) {
      const value = call < 20_000 ? call : call % 50
      expect(remembering(value)).toBe(answers[value % answers.length])
    }
  })

  test("stops remembering where no value comes again, ever longer, and starts again where they do", () => {
    const { calls, remembering } = counted((value: number) => value)
    for (let call = 0; call < 100_000; call++) remembering(call)
    for (let call = 0; call < 100_000; call++) remembering(-1)
    // It was in its third pause, of 65,536 calls, and had some 20,000 of them before it.
    expect(calls.count).toBeGreaterThan(115_000)
    expect(calls.count).toBeLessThan(125_000)
  })
})
