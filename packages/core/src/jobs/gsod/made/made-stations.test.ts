import { parse } from "csv-parse/sync"
import { beforeAll, describe, expect, it } from "vitest"
import { type MadeObject, madeStations } from "./made-stations.ts"
import { MAX_STATIONS, makeStation } from "./station.ts"

type Row = Record<string, string>
type File = { key: string; text: string; rows: Row[] }

const YEAR = 2025
let files: File[] = []
let rows: Row[] = []

beforeAll(() => {
  const decoder = new TextDecoder("utf-8", { fatal: true })
  files = [...madeStations({ year: YEAR, stations: 300 })].map(({ key, bytes }) => {
    const text = decoder.decode(bytes)
    return { key, text, rows: parse(text, { columns: true }) as Row[] }
  })
  rows = files.flatMap((file) => file.rows)
})

/** The column as it stands in each row. */
function column(name: string): string[] {
  return rows.map((row) => row[name]!)
}

describe("made station files", () => {
  it("have the header, the quotes and the padding of the real ones", () => {
    for (const { text } of files) {
      const [header, ...lines] = text.split("\n")
      expect(header).toMatch(/^"STATION","DATE","LATITUDE",.*"MAX_ATTRIBUTES",.*"FRSHTT"$/)
      expect(header!.split(",")).toHaveLength(28)
      expect(lines.pop()).toBe("")
      expect(lines.find((line) => !ROW.test(line))).toBeUndefined()
    }
  })

  it("are ASCII", () => {
    expect(files.filter(({ text }) => /[^\n\x20-\x7e]/.test(text))).toEqual([])
  })

  it("are named by year and station, each once", () => {
    for (const file of files)
      expect(new Set(file.rows.map((row) => `${YEAR}/${row.STATION}.csv`))).toEqual(new Set([file.key]))
    expect(new Set(files.map((file) => file.key)).size).toBe(300)
  })

  it("say that they are made in each name, and in each id whose station has none", () => {
    expect(rows.filter((row) => !/^(MADE .*|)$/.test(row.NAME!))).toEqual([])
    expect(rows.filter((row) => !/00000$/.test(row.STATION!) && row.NAME !== "")).toEqual([])
  })

  it("hold rows of the next year's first of January and of no other day outside the year", () => {
    const outside = column("DATE").filter((date) => !date.startsWith(`${YEAR}-`))
    expect(outside.length).toBeGreaterThan(30)
    expect(new Set(outside)).toEqual(new Set([`${YEAR + 1}-01-01`]))
  })

  it("leave place and name out, unquoted, where the id begins with 99999900", () => {
    const unlocated = files.filter((file) => /^2025\/99999900\d{3}\.csv$/.test(file.key))
    expect(unlocated.length).toBeGreaterThan(2)
    for (const { text, rows } of unlocated) {
      expect(text.split("\n")[1]).toMatch(/^"\d{11}","2025-\d\d-\d\d",,,,,"/)
      expect(rows[0]).toMatchObject({ LATITUDE: "", LONGITUDE: "", ELEVATION: "", NAME: "" })
    }
  })

  it("include ids with a letter, names with a backslash, ships, and doubled quotes", () => {
    const names = new Set(column("NAME"))
    const some = (pattern: RegExp) => [...names].filter((name) => pattern.test(name)).length
    expect(column("STATION").filter((id) => /^A\d{10}$/.test(id)).length).toBeGreaterThan(0)
    expect(some(/^[^,\\]+\\[^,\\]+, [A-Z ]+$/)).toBeGreaterThan(2)
    expect(some(/^MADE SHIP \d+$/)).toBeGreaterThan(2)
    expect(some(/ "OLD [A-Z]+", /)).toBeGreaterThan(2)
    expect(some(/^[^,]+, ([A-Z]{2} )?[A-Z]{2}$/)).toBeGreaterThan(250)
    expect(files.some(({ text }) => / ""OLD [A-Z]+"", /.test(text))).toBe(true)
  })

  it("lose the thousands digit of STP in about a quarter of the rows", () => {
    const lost = column("STP").filter((value) => value.startsWith("0"))
    expect(lost.length / rows.length).toBeGreaterThan(0.15)
    expect(lost.length / rows.length).toBeLessThan(0.45)
  })

  it("have true values of 999.9 in STP beside the missing ones", () => {
    const attributes = rows.filter((row) => row.STP === "999.9").map((row) => row.STP_ATTRIBUTES !== " 0")
    expect(new Set(attributes)).toEqual(new Set([true, false]))
  })

  it.each(Object.entries(missingValues()))("miss %s now and then, not always", (name, missing) => {
    const share = column(name).filter((value) => value === missing).length / rows.length
    expect(share).toBeGreaterThan(0.0005)
    expect(share).toBeLessThan(0.98)
  })

  it("count no observation where a measured column is missing", () => {
    const measured = { TEMP: "9999.9", DEWP: "9999.9", SLP: "9999.9", VISIB: "999.9", WDSP: "999.9" }
    for (const [name, missing] of Object.entries(measured)) {
      const wrong = rows.filter((row) => (row[name] === missing) !== (row[`${name}_ATTRIBUTES`] === " 0"))
      expect(wrong).toEqual([])
    }
  })

  it("carry every flag", () => {
    expect([...new Set(column("PRCP_ATTRIBUTES"))].sort().join("")).toBe(" ABCDEFGHI")
    expect([...new Set(column("MAX_ATTRIBUTES"))].sort().join("")).toBe(" *")
    expect([...new Set(column("MIN_ATTRIBUTES"))].sort().join("")).toBe(" *")
    for (let digit = 0; digit < 6; digit++) {
      expect(new Set(column("FRSHTT").map((flags) => flags[digit]))).toEqual(new Set(["0", "1"]))
    }
  })

  it("tie for the hottest day of a month across stations and dates, at exactly 110.0", () => {
    const tied = rows.filter((row) => row.TEMP === " 110.0")
    const months = Map.groupBy(tied, (row) => row.DATE!.slice(0, 7))
    const across = [...months.values()].filter((all) => {
      return new Set(all.map((row) => row.STATION)).size > 1 && new Set(all.map((row) => row.DATE)).size > 1
    })
    expect(across.length).toBeGreaterThan(2)
    expect(rows.filter((row) => Number(row.TEMP) > 110 && row.TEMP !== "9999.9")).toEqual([])
  })

  it("have gaps, dates twice, dates in no order, and files of a few days", () => {
    const dates = files.map((file) => file.rows.map((row) => row.DATE!))
    expect(dates.filter((all) => new Set(all).size < 350).length).toBeGreaterThan(20)
    expect(dates.filter((all) => new Set(all).size < all.length).length).toBeGreaterThan(5)
    expect(
      dates.filter((all) => all.some((date, index) => date < (all[index - 1] ?? ""))).length,
    ).toBeGreaterThan(5)
    expect(dates.filter((all) => all.length < 20).length).toBeGreaterThan(1)
    expect(dates.filter((all) => all.length === 0)).toEqual([])
  })

  it("have plausible climates: the north coldest in January, the south in July, the minimum below the maximum", () => {
    expect(meanOf("RS", "01")).toBeLessThan(meanOf("RS", "07") - 50)
    expect(meanOf("AS", "07")).toBeLessThan(meanOf("AS", "01") - 20)
    expect(rows.filter((row) => Number(row.MIN) > Number(row.MAX) && row.MIN !== "9999.9")).toEqual([])
    expect(column("TEMP").some((value) => /^ +-\d/.test(value))).toBe(true)
  })
})

describe("madeStations", () => {
  it("makes the same bytes again, whatever the number of stations", () => {
    const few = [...madeStations({ year: YEAR, stations: 3 })]
    const more = take(madeStations({ year: YEAR, stations: 200 }), 3)
    expect(more).toEqual(few)
  })

  it("makes another year and another seed otherwise", () => {
    const [one] = madeStations({ year: YEAR, stations: 1 })
    const [later] = madeStations({ year: YEAR + 1, stations: 1 })
    const [other] = madeStations({ year: YEAR, stations: 1, seed: 2 })
    expect(later!.key).toBe(one!.key.replace("2025", "2026"))
    expect(later!.bytes).not.toEqual(one!.bytes)
    expect(other!.bytes).not.toEqual(one!.bytes)
  })

  it("knows leap years", () => {
    const dates = (year: number) =>
      take(madeStations({ year, stations: 40 }), 40).map(({ bytes }) => new TextDecoder().decode(bytes))
    expect(dates(2024).some((text) => text.includes('"2024-02-29"'))).toBe(true)
    expect(dates(2025).some((text) => text.includes('"2025-02-29"'))).toBe(false)
  })

  it.each([
    [{ year: 1928 }, "year is 1928; made data needs a whole number from 1929 to 9998"],
    [{ year: YEAR, stations: 0 }, "stations is 0; made data needs a whole number from 1 to 50000"],
    [{ year: YEAR, stations: 2.5 }, "stations is 2.5"],
    [{ year: YEAR, seed: -1 }, "seed is -1"],
  ])("refuses %o", (options, message) => {
    expect(() => madeStations(options)).toThrow(message)
  })

  it("gives each of very many stations an id of its own", () => {
    const keys = new Set<string>()
    for (let number = 0; number < MAX_STATIONS; number++) keys.add(makeStation(1, number).id)
    expect(keys.size).toBe(MAX_STATIONS)
  })
})

/** What the fields look like: the part that is the same in all stations, then numbers of fixed widths. */
const ROW = new RegExp(
  `^"[A0-9]\\d{10}","\\d{4}-\\d\\d-\\d\\d",(,,,|"-?\\d+\\.\\d+","-?\\d+\\.\\d+","-?\\d+\\.\\d","[^\\n]+"),${[
    ...["[ \\d-]{4}\\.\\d", "[ \\d]\\d", "[ \\d-]{4}\\.\\d", "[ \\d]\\d", "[ \\d]{4}\\.\\d", "[ \\d]\\d"],
    ...["\\d{3}\\.\\d", "[ \\d]\\d", "[ \\d]{3}\\.\\d", "[ \\d]\\d", "[ \\d]{3}\\.\\d", "[ \\d]\\d"],
    ...["[ \\d]{3}\\.\\d", "[ \\d]{3}\\.\\d", "[ \\d-]{4}\\.\\d", "[ *]", "[ \\d-]{4}\\.\\d", "[ *]"],
    ...["[ \\d]{2}\\.\\d{2}", "[ A-I]", "[ \\d]{3}\\.\\d", "[01]{6}"],
  ]
    .map((field) => `"${field}"`)
    .join(",")}$`,
)

function missingValues(): Record<string, string> {
  const tenths = ["TEMP", "DEWP", "SLP", "MAX", "MIN"].map((name) => [name, "9999.9"])
  const short = ["STP", "VISIB", "WDSP", "MXSPD", "GUST", "SNDP"].map((name) => [name, "999.9"])
  return Object.fromEntries([...tenths, ...short, ["PRCP", "99.99"]])
}

/** Mean TEMP of a country's rows of a month. */
function meanOf(country: string, month: string): number {
  const values = rows
    .filter(
      (row) => row.NAME!.endsWith(`, ${country}`) && row.DATE!.slice(5, 7) === month && row.TEMP !== "9999.9",
    )
    .map((row) => Number(row.TEMP))
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function take(objects: Iterable<MadeObject>, count: number): MadeObject[] {
  return Iterator.from(objects).take(count).toArray()
}
