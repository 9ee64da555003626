import { describe, expect, test } from "vitest"
import { formatOf } from "./format.ts"

const en = formatOf("en")
const pt = formatOf("pt-BR")
/** Languages part numbers from units by spaces of several widths. */
const plain = (text: string) => text.replace(/\s/gu, " ")

describe("a duration", () => {
  test.each([
    [0, "0ms"],
    [84, "84ms"],
    [840, "0.84s"],
    [9_990, "9.99s"],
    [14_210, "14.2s"],
    [59_900, "59.9s"],
    [59_960, "1m 00s"],
    [185_000, "3m 05s"],
    [3_599_600, "1h 00m"],
    [7_440_000, "2h 04m"],
    [-5, "0ms"],
  ])("of %d ms is %s", (ms, text) => {
    expect(plain(en.duration(ms))).toBe(text)
  })

  test("has the language's own marks", () => {
    expect(plain(pt.duration(14_210))).toBe("14,2 s")
  })
})

describe("money", () => {
  test.each([
    [0, "$0.00"],
    [0.000_012_3, "$0.000012"],
    [0.0123, "$0.012"],
    [0.5, "$0.50"],
    [12.345, "$12.35"],
  ])("of %d dollars is %s", (dollars, text) => {
    expect(en.money(dollars)).toBe(text)
  })

  test("is said to be the United States' where dollars are others' too", () => {
    expect(plain(pt.money(0.0123))).toBe("US$ 0,012")
  })
})

test.each([
  [0, "0 bytes"],
  [1, "1 byte"],
  [999, "999 bytes"],
  [938_000_000, "938 MB"],
  [1_230_000_000_000, "1.23 TB"],
  [5e18, "5,000 PB"],
])("%d bytes are told as %s", (bytes, text) => {
  expect(plain(en.bytes(bytes))).toBe(text)
})

test("counts whole and short", () => {
  expect(en.count(12_311)).toBe("12,311")
  expect(pt.count(12_311)).toBe("12.311")
  expect(en.short(4_041_234)).toBe("4.04M")
  expect(plain(pt.short(4_041_234))).toBe("4,04 mi")
  expect(en.percent(0.96987)).toBe("96.99%")
  expect([0, 1, 0.000_02, 0.999_98].map(en.percent)).toEqual(["0%", "100%", "<0.01%", ">99.99%"])
})

test("tells times in UTC, wherever it runs", () => {
  expect(en.instant("2026-11-22T23:59:58.250Z")).toBe("Nov 22, 2026, 23:59:58")
  expect(en.clock("2026-11-22T00:00:01.250Z")).toBe("00:00:01.250")
  expect(pt.instant("2026-11-22T23:59:58.250Z")).toContain("23:59:58")
})

test("shows a dash for what is not known", () => {
  expect([
    en.count(null),
    en.bytes(Number.NaN),
    en.duration(null),
    en.instant("soon"),
    en.money(null),
  ]).toEqual(Array(5).fill("–"))
})

test("is made once a language", () => {
  expect(formatOf("en")).toBe(en)
})
