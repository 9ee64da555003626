import { expect, test } from "vitest"
import { shortcutOf } from "./shortcut-keys.ts"

const press = (key: string, how = {}) => shortcutOf({ key, isModified: false, isTyping: false, ...how })

test("a single key does one thing anywhere", () => {
  expect(["r", "n", "t", "?"].map((key) => press(key)?.kind)).toEqual(["runs", "newRun", "theme", "help"])
  expect([press("1"), press("6")]).toEqual([
    { kind: "tab", index: 0 },
    { kind: "tab", index: 5 },
  ])
})

test("other keys do nothing", () => {
  expect(["7", "0", "x", "Enter", "constructor", ""].map((key) => press(key))).toEqual(Array(6).fill(null))
})

test("keys that are typed, or pressed with another one, are left alone", () => {
  expect(press("n", { isTyping: true })).toBeNull()
  expect(press("r", { isModified: true })).toBeNull()
})
