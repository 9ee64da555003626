import fc from "fast-check"
import { describe, expect, test } from "vitest"
import * as z from "zod"
import { columnOf, fromColumn, fromColumns, sourceColumns } from "../columns/column.ts"
import { day } from "../columns/day.ts"
import { decimal, integer } from "../columns/decimal.ts"
import { bits, flag } from "../columns/flag.ts"
import { hourCode, instant } from "../columns/instant.ts"
import { text } from "../columns/text.ts"
import { makeCsvReader } from "../csv/csv-reader.ts"
import { makeSource } from "../csv/read-all.fixture.ts"
import { GsodRecord } from "../jobs/gsod/record.ts"
import { BLOCK_ROWS, NOT_UTF8 } from "../rows/row-block.ts"
import { compileDecoder } from "./compile-decoder.ts"
import { decodeRecord, type Issue, layOutRecord } from "./decode-record.ts"
import { nearValid } from "./near-valid.fixture.ts"

type Fields = Readonly<Record<string, Uint8Array>>
type Outcome = { readonly record: Readonly<Record<string, unknown>> } | { readonly issue: Issue }

/** Each field in quotes, so that any bytes can stand in it. */
function writeCsv(columns: readonly string[], rows: readonly Fields[]): Uint8Array {
  const cell = (bytes: Uint8Array) => [
    0x22,
    ...[...bytes].flatMap((byte) => (byte === 0x22 ? [byte, byte] : [byte])),
    0x22,
  ]
  const line = (cells: readonly Uint8Array[]) => [
    ...cells.flatMap((bytes) => [...cell(bytes), 0x2c]).slice(0, -1),
    0x0a,
  ]
  const header = line(columns.map((name) => new TextEncoder().encode(name)))
  return Uint8Array.from([...header, ...rows.flatMap((row) => line(columns.map((name) => row[name]!)))])
}

/** What the compiled decoder makes of each row, after a block of the same rows the other way round. */
function compiled(record: z.ZodObject, rows: readonly Fields[]): Outcome[] {
  const decoder = compileDecoder(record, BLOCK_ROWS)
  const reader = makeCsvReader(decoder.columns)
  const blockOf = (written: readonly Fields[]) => {
    reader.open(makeSource(writeCsv(decoder.columns, written)))
    const block = reader.next()
    if (block instanceof Promise || block?.count !== rows.length)
      throw new Error("the rows do not come back as written")
    return block
  }
  decoder.decode(blockOf([...rows].reverse()))
  const block = blockOf(rows)
  const decoded = decoder.decode(block)
  const outcomes: Outcome[] = []
  for (const row of decoded.rows.subarray(0, decoded.length)) {
    const fields = Object.entries(decoder.vectors).map(([name, vector]) => {
      const value = vector.value(row)
      if (vector.kind === "number")
        expect(vector.numbers[row]).toBe(
          value === null ? Number.NaN : Math.round((value as number) * 10 ** vector.scale),
        )
      if (vector.kind === "day") expect(vector.codes[row]! < 0).toBe(value === null)
      if (vector.kind === "hour")
        expect(vector.codes[row]).toBe(value === null ? -1 : hourCode(value as string))
      if (vector.kind === "value" && vector.countNull !== undefined)
        expect(vector.countNull(Int32Array.of(row), 1)).toBe(value === null ? 1 : 0)
      return [name, value] as const
    })
    outcomes[row] = { record: Object.fromEntries(fields) }
  }
  for (const { row, issue } of decoded.rejected) {
    expect(outcomes[row]).toBeUndefined()
    outcomes[row] = { issue }
  }
  return outcomes
}

/** What the schema makes of it, asked without any of Mapfold's code between. */
function schemaSays(record: z.ZodObject, row: Fields): { record: unknown } | "rejected" {
  const texts = new Map(Object.entries(row).map(([name, bytes]) => [name, decodeText(bytes)]))
  const raw = Object.entries(record.shape).map(([name, field]) => {
    const columns = sourceColumns(columnOf(field, name))
    const isList = columns.length > 1
    return [name, isList ? columns.map((column) => texts.get(column)) : texts.get(columns[0]!)] as const
  })
  if ([...texts.values()].includes(null)) return "rejected"
  const outcome = record.safeParse(Object.fromEntries(raw))
  return outcome.success ? { record: outcome.data } : "rejected"
}

function decodeText(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return null
  }
}

function agrees(record: z.ZodObject, rows: readonly Fields[]): void {
  const layout = layOutRecord(record)
  const outcomes = compiled(record, rows)
  for (const [index, row] of rows.entries()) {
    const texts = layout.columns.map((name) => decodeText(row[name]!) ?? NOT_UTF8)
    const truth = decodeRecord(layout, texts)
    expect(outcomes[index]).toStrictEqual("record" in truth ? { record: { ...truth.record } } : truth)
    const said = schemaSays(record, row)
    expect("issue" in truth ? "rejected" : { record: truth.record }).toStrictEqual(said)
  }
}

/** Rows whose every column is near-valid. */
function rowsOf(record: z.ZodObject): fc.Arbitrary<Fields[]> {
  return fc.array(fc.record(columnArbitraries(record)), { minLength: 1, maxLength: 5 })
}

function columnArbitraries(record: z.ZodObject): Record<string, fc.Arbitrary<Uint8Array>> {
  const entries = Object.entries(record.shape).flatMap(([name, field]) => {
    const column = columnOf(field, name)
    return sourceColumns(column).map((source) => [source, nearValid(column)] as const)
  })
  return Object.fromEntries(entries)
}

const records: Record<string, z.ZodObject> = {
  "whole numbers": z.object({
    value: integer({ column: "v" }),
    other: integer({ column: "o", missing: ["9999", "-1", "0"] }),
  }),
  decimals: z.object({
    tenths: decimal({ column: "t", scale: 1, missing: ["9999.9"] }),
    long: decimal({ column: "l", scale: 8, missing: ["", "999.9"] }),
    longest: decimal({ column: "m", scale: 15 }),
  }),
  days: z.object({
    plain: day({ column: "p" }),
    missing: day({ column: "m", missing: ["", "9999-12-31", "0000-00-00"] }),
  }),
  "numbers within bounds": z.object({
    status: integer({ column: "s", min: 100, max: 599 }),
    least: decimal({ column: "l", scale: 1, min: -12.5, missing: ["-99.9", ""] }),
    most: decimal({ column: "m", scale: 3, max: 0, missing: ["999.9"] }),
    word: integer({ column: "w", missing: ["-", "n/a", "é", "--", ""] }),
  }),
  instants: z.object({
    plain: instant({ column: "p" }),
    missing: instant({ column: "m", missing: ["", "-", "2025-06-01T12:00:00Z"] }),
  }),
  "instants that are cut": z.object({
    at: instant({ column: "a" }),
    day: instant({ column: "a", cut: "day" }),
    hour: instant({ column: "a", cut: "hour" }),
    missingDay: instant({ column: "m", cut: "day", missing: ["", "2025-06-01T12:00:00Z"] }),
    missingHour: instant({ column: "m", cut: "hour", missing: ["", "2025-06-01T12:00:00Z"] }),
  }),
  texts: z.object({
    any: text({ column: "a" }),
    three: text({ column: "t", length: 3 }),
    missing: text({ column: "m", length: 11, missing: ["", " ", "n/a", "a\0b"] }),
  }),
  "texts of one length, or missing": z.object({ code: text({ column: "c", length: 3, missing: ["-"] }) }),
  "flags and bits": z.object({
    flag: flag({ column: "f", meanings: { " ": "reported", "*": "derived" } }),
    bits: bits({ column: "b", names: ["fog", "rain", "snow", "hail", "thunder", "tornado"] }),
  }),
  "a field of two columns beside fields of each": z.object({
    sum: fromColumns(
      ["a", "b"],
      z.array(z.string()).transform((texts, context) => {
        const sum = texts.reduce((total, each) => total + each.length, 0)
        if (sum % 3 === 0)
          context.issues.push({
            code: "custom",
            input: texts,
            message: "is divisible by 3",
            params: { rule: "three" },
          })
        return sum
      }),
    ),
    a: integer({ column: "a" }),
    b: text({ column: "b", missing: [""] }),
  }),
  "plain zod fields": z.object({
    string: z.string(),
    short: fromColumn(
      "s",
      z
        .string()
        .max(3)
        .transform((value) => value.toUpperCase()),
    ),
    mark: z.enum(["A", "*", " "]),
    number: fromColumn("n", z.string().regex(/^\d+$/).transform(Number)),
  }),
  "refined fields": z.object({
    positive: decimal({ column: "x", scale: 1 }).refine((value) => value > 0, "is not above zero"),
    early: day({ column: "y" }).refine((value) => value < "2020"),
    z: integer({ column: "z" }),
  }),
  "a record that is refined as a whole": z
    .object({
      low: decimal({ column: "l", scale: 1, missing: ["9999.9"] }),
      high: decimal({ column: "h", scale: 1 }),
      at: day({ column: "d", missing: [""] }),
    })
    .refine(({ low, high }) => low === null || low <= high, { message: "is upside down" }),
}

describe("the compiled decoder agrees with the schema, value for value and reject for reject", () => {
  test.each(Object.entries(records))("on %s", (_, record) => {
    fc.assert(
      fc.property(rowsOf(record), (rows) => agrees(record, rows)),
      { numRuns: 300 },
    )
  })

  test("on all 28 columns of a station's day", () => {
    const row = fc
      .tuple(fc.subarray(Object.keys(SOUND), { maxLength: 3 }), fc.record(columnArbitraries(GsodRecord)))
      .map(([spoilt, near]): Fields => {
        const sound = Object.entries(SOUND).map(
          ([name, value]) => [name, new TextEncoder().encode(value)] as const,
        )
        return Object.fromEntries(
          sound.map(([name, value]) => [name, spoilt.includes(name) ? near[name]! : value]),
        )
      })
    expect(Object.keys(SOUND)).toHaveLength(28)
    let kept = 0
    const property = fc.property(fc.array(row, { minLength: 1, maxLength: 4 }), (rows) => {
      agrees(GsodRecord, rows)
      kept += compiled(GsodRecord, rows).filter((outcome) => "record" in outcome).length
    })
    fc.assert(property, { numRuns: 250 })
    expect(kept).toBeGreaterThan(100)
  })

  test("on more distinct values of a plain field than are remembered", () => {
    const record = z.object({ code: z.string().transform((value) => `<${value}>`) })
    const rows = Array.from({ length: 1_024 }, (_, index) => ({
      code: new TextEncoder().encode(`${index % 1_030}`),
    }))
    agrees(record, rows)
  })
})

const SOUND: Record<string, string> = {
  ...{
    STATION: "72306013713",
    DATE: "2025-07-04",
    LATITUDE: "35.3443",
    LONGITUDE: "-77.96467",
    ELEVATION: "33.2",
  },
  ...{
    NAME: "SEYMOUR JOHNSON AFB, NC US",
    TEMP: "  85.1",
    TEMP_ATTRIBUTES: "24",
    DEWP: "  70.3",
    DEWP_ATTRIBUTES: "24",
  },
  ...{
    SLP: "1013.2",
    SLP_ATTRIBUTES: "22",
    STP: "009.4",
    STP_ATTRIBUTES: "24",
    VISIB: "  9.8",
    VISIB_ATTRIBUTES: "24",
  },
  ...{
    WDSP: "  4.4",
    WDSP_ATTRIBUTES: "24",
    MXSPD: " 10.1",
    GUST: "999.9",
    MAX: "  95.0",
    MAX_ATTRIBUTES: "*",
  },
  ...{
    MIN: "  73.9",
    MIN_ATTRIBUTES: " ",
    PRCP: " 0.00",
    PRCP_ATTRIBUTES: "G",
    SNDP: "999.9",
    FRSHTT: "010010",
  },
}
