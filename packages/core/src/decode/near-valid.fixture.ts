import fc from "fast-check"
import type { Column } from "../columns/column.ts"

const encode = (text: string) => new TextEncoder().encode(text)

/** Pieces that numbers are made of, or that somebody's parser would let pass. */
const numberPieces = [
  ...[
    "",
    " ",
    "  ",
    "-",
    "--",
    "+",
    ".",
    "0",
    "00",
    "1",
    "9",
    "12",
    "305",
    "99.9",
    "999.9",
    "9999.9",
    "0.0",
    "-0",
  ],
  ...[
    "e5",
    "E",
    "0x1f",
    "Infinity",
    "NaN",
    "null",
    "1_0",
    ",",
    "1,000",
    "\t",
    "\n",
    "\0",
    "\u00a0",
    "é",
    "٣",
    "１",
    '"',
  ],
  ...["9007199254740993", "123456789012345", "1".repeat(400), "0".repeat(30)],
]
const number = fc.oneof(
  fc.array(fc.constantFrom(...numberPieces), { maxLength: 4 }).map((pieces) => pieces.join("")),
  fc.double({ noNaN: true, min: -1e6, max: 1e6 }).map((value) => value.toFixed(2)),
  fc.integer({ min: -99_999, max: 99_999 }).map((tenths) => (tenths / 10).toFixed(1)),
)

const twoDigits = (most: number) => fc.nat(most).map((value) => String(value).padStart(2, "0"))
const day = fc.oneof(
  fc.constantFrom(
    "2024-02-29",
    "2023-02-29",
    "1900-02-29",
    "2000-02-29",
    "0000-01-01",
    "9999-12-31",
    "0000-00-00",
  ),
  fc.constantFrom(
    "2025-1-01",
    "2025/01/01",
    "20250101",
    "2025-01-01 ",
    " 2025-01-01",
    "2025-01-1０",
    "-025-01-01",
  ),
  fc.tuple(fc.nat(9_999), twoDigits(13), twoDigits(32)).map(([year, month, dayOfMonth]) => {
    return `${String(year).padStart(4, "0")}-${month}-${dayOfMonth}`
  }),
)

const time = fc.oneof(
  fc.constantFrom(
    "00:00:00",
    "23:59:59",
    "24:00:00",
    "23:59:60",
    "12:60:00",
    "12:0:00",
    "12.00.00",
    "1２:00:00",
  ),
  fc.tuple(twoDigits(24), twoDigits(60), twoDigits(60)).map((parts) => parts.join(":")),
)
const instant = fc.oneof(
  fc.constantFrom("2025-06-01T12:00:00Z", "2025-06-01T12:00:00.123456789Z", "2025-06-01T12:00:00.Z", ""),
  fc
    .tuple(
      fc.oneof(
        { weight: 3, arbitrary: fc.constantFrom("2025-06-01", "2024-02-29") },
        { weight: 1, arbitrary: day },
      ),
      fc.constantFrom("T", "T", "T", "T", "T", "t", " "),
      time,
      fc.oneof(
        fc.constantFrom("", "", ".", ",5", ".1234567890", ".12 ", ".1e3"),
        fc.integer({ min: 1, max: 999_999_999 }).map((decimals) => `.${decimals}`),
      ),
      fc.constantFrom("Z", "Z", "Z", "Z", "Z", "z", "+00:00", ""),
    )
    .map((parts) => parts.join("")),
)

const text = fc.oneof(
  fc.constantFrom(
    "",
    " ",
    "  ",
    "n/a",
    "abc",
    "72306013713",
    "é",
    "😀",
    "a\0b",
    "\0",
    "a\nb",
    'a"b',
    '""',
    "\ufeffx",
    "\x7f",
  ),
  fc.string({ unit: "grapheme", maxLength: 12 }),
)

const other = fc.oneof(
  text,
  fc.constantFrom("*", "A", "010010", "01001", "0100100", "013.7", "999.9", "2", " 0", "24"),
  number,
)

/** Bytes that are a value of the column, or nearly. */
export function nearValid(column: Column): fc.Arbitrary<Uint8Array> {
  const base = { decimal: number, day, instant, text, flag: other, bits: other, other }[column.kind]
  const known = "missing" in column && column.missing.length > 0 ? [...column.missing] : ["0"]
  if (column.kind === "decimal") known.push(...around(column.min), ...around(column.max))
  const written = fc.oneof(
    { weight: 6, arbitrary: base },
    { weight: 1, arbitrary: fc.constantFrom(...known) },
  )
  return fc.oneof(
    { weight: 8, arbitrary: written.map(encode) },
    { weight: 2, arbitrary: spoilt(written) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 12 }) },
  )
}

/** A bound, and its neighbours of other signs and scales. */
function around(bound: number | null): string[] {
  if (bound === null) return []
  return [bound, -bound, bound - 1, bound + 1, bound - 0.1, bound + 0.1].map(String)
}

/** With one byte changed, or cut off in the middle of a character. */
function spoilt(written: fc.Arbitrary<string>): fc.Arbitrary<Uint8Array> {
  const change = fc.oneof(fc.constantFrom(0x00, 0x20, 0x2d, 0x2e, 0x2f, 0x3a, 0xc3, 0xff), fc.nat(255))
  return fc.tuple(written, fc.nat(), change, fc.boolean()).map(([value, place, byte, isCut]) => {
    const bytes = encode(value)
    if (bytes.length === 0) return Uint8Array.of(byte)
    if (isCut) return bytes.subarray(0, place % bytes.length)
    bytes[place % bytes.length] = byte
    return bytes
  })
}
