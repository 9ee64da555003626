import { afterEach, describe, expect, test, vi } from "vitest"
import { parseHandlerLine, printLines } from "./handler-line.ts"

afterEach(() => {
  vi.restoreAllMocks()
})

describe("a handler's line", () => {
  test("is read as it was printed", () => {
    const error = vi.spyOn(console, "error").mockImplementation(() => {})
    const warn = vi.spyOn(console, "warn").mockImplementation(() => {})
    const fields = { run: "r", batch: "b", object: 'a "b".csv', error: { name: "E", message: "m\nn" } }
    printLines.error("object failed", fields)
    printLines.warn("records rejected", { run: "r", rule: "decimal", rejected: 3 })
    expect(parseHandlerLine(error.mock.calls[0]![0])).toEqual({ message: "object failed", ...fields })
    expect(parseHandlerLine(warn.mock.calls[0]![0])).toMatchObject({ rule: "decimal", rejected: 3 })
  })

  test.each(["hello", '{"message":', '{"message":1}', '{"message":"of no run"}', "[1]", "null"])(
    "is told from what a job prints: %s",
    (text) => {
      expect(parseHandlerLine(text)).toBeNull()
    },
  )
})
