import { describe, expect, it } from "vitest"
import { countOf, duration, megabytes } from "./quantities.ts"

describe("quantities", () => {
  it.each([
    [0, "0 objects"],
    [1, "1 object"],
    [1200, "1,200 objects"],
  ])("counts %d as %s", (value, text) => {
    expect(countOf(value, "object")).toBe(text)
  })

  it.each([
    [40, "0.04 s"],
    [1500, "1.5 s"],
    [9960, "10 s"],
    [59_700, "1 min 0 s"],
    [185_000, "3 min 5 s"],
  ])("writes %d ms as %s", (ms, text) => {
    expect(duration(ms)).toBe(text)
  })

  it.each([
    [92_761_495, "92.8 MB"],
    [1_234_567_890, "1,235 MB"],
  ])("writes %d bytes as %s", (bytes, text) => {
    expect(megabytes(bytes)).toBe(text)
  })
})
