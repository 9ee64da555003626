import { describe, expect, test } from "vitest"
import { COUNTRIES, countryOf } from "./countries.ts"
import { REGIONS } from "./made/regions.ts"

describe("COUNTRIES", () => {
  test("has each code of two letters once, in order, with a name", () => {
    const codes = [...COUNTRIES.keys()]
    expect(codes).toEqual([...codes].sort())
    expect(codes.filter((code) => !/^[A-Z]{2}$/.test(code))).toEqual([])
    expect(codes.length).toBeGreaterThan(250)
    const names = [...COUNTRIES.values()]
    expect(names.filter((name) => !/^\p{Lu}[\p{L} ()'-]+$/u.test(name))).toEqual([])
  })

  test.each([
    ["AS", "Australia"],
    ["AU", "Austria"],
    ["CH", "China"],
    ["SZ", "Switzerland"],
    ["GM", "Germany"],
    ["GA", "Gambia"],
    ["GB", "Gabon"],
    ["UK", "United Kingdom"],
    ["RS", "Russia"],
    ["RI", "Serbia"],
    ["SF", "South Africa"],
    ["SP", "Spain"],
    ["SW", "Sweden"],
    ["BG", "Bangladesh"],
    ["BU", "Bulgaria"],
  ])("knows %s, which ISO 3166 uses otherwise or not at all, as %s", (code, name) => {
    expect(COUNTRIES.get(code)).toBe(name)
  })
})

describe("countryOf", () => {
  test.each([
    ["SEYMOUR JOHNSON AFB, NC US", "United States"],
    ["ZAGREB\\MAKSIMIR, HR", "Croatia"],
    ["KUWAIT INTERNATIONAL AIRPORT, KU", "Kuwait"],
    ['MADE "OLD MILL", TX US', "United States"],
    ["ONE, TWO, GM", "Germany"],
    ["MADE SHIP 5", null],
    ["SHIP US", null],
    ["NOWHERE, XX", null],
    ["NOWHERE, XX US", "United States"],
    ["NOWHERE, USA", null],
    ["NOWHERE, us", null],
    ["NOWHERE,", null],
    ["", null],
    [null, null],
  ])("of %j is %j", (name, country) => {
    expect(countryOf(name)).toBe(country)
  })

  test("knows the country of every made region", () => {
    for (const { suffix } of REGIONS) expect(countryOf(`MADE PLACE, ${suffix}`)).not.toBeNull()
  })
})
