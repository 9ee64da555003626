import { expect, it } from "vitest"
import { closePage, openPage } from "./paging.ts"

const HOUR = 3_600_000
const first = openPage<number>({ maxResults: 2 }, "number", ["list", "a"], 0)
const nextToken = closePage([3, 5], first, (last) => last)
const open = (list: readonly unknown[], now: number, kind: "number" | "string" = "number") =>
  openPage({ maxResults: 0, nextToken }, kind as "number", list, now)

it("goes on after the last that was seen, with 100 where it is not said how many", () => {
  expect(open(["list", "a"], 23 * HOUR)).toMatchObject({ cursor: 5, count: 100 })
})

it("gives no token where fewer came than were asked for", () => {
  expect(closePage([3], first, (last) => last)).toBeUndefined()
})

it.each([
  ["of another list", () => open(["list", "b"], 1)],
  ["of a list that goes by something else", () => open(["list", "a"], 1, "string")],
  ["more than a day old", () => open(["list", "a"], 24 * HOUR + 1)],
  ["that is none", () => openPage({ maxResults: 0, nextToken: "e30" }, "number", ["list", "a"], 1)],
])("refuses a token %s", (_, use) => {
  expect(use).toThrow("Invalid Token: 'Invalid token'")
})
