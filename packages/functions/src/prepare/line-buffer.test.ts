import { expect, test } from "vitest"
import { makeLineBuffer } from "./line-buffer.ts"

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes)

test("holds a line for each value, until they are taken", () => {
  const lines = makeLineBuffer(100)
  expect([lines.add({ a: "ü" }), lines.add([1])]).toEqual([true, true])
  const taken = lines.take()
  expect(lines.add(2)).toBe(true)
  expect(text(taken)).toBe('{"a":"ü"}\n[1]\n')
  expect(text(lines.take())).toBe("2\n")
  expect(lines.take()).toHaveLength(0)
})

test("takes up to its limit, to the byte, and leaves out the line that goes beyond", () => {
  const lines = makeLineBuffer(200_000)
  const line = "x".repeat(997)
  for (let at = 0; at < 200; at++) expect(lines.add(line)).toBe(true)
  expect(lines.add("")).toBe(false)
  expect(lines.length).toBe(200_000)
  expect(text(lines.take())).toBe(`"${line}"\n`.repeat(200))
})
