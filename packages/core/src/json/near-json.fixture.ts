import fc from "fast-check"

/** JSON as careful and careless writers make it: every form of number, escapes where none are needed, doubled keys. */

export const KEYS = ["a", "b", "__proto__", "é"] as const

/** Some spelling of a key or a text. */
const spelt = (text: string) =>
  fc.boolean().map((isEscaped) => {
    const units = [...Array(text.length).keys()].map((at) =>
      text.charCodeAt(at).toString(16).padStart(4, "0"),
    )
    return isEscaped ? `"${units.map((unit) => `\\u${unit}`).join("")}"` : JSON.stringify(text)
  })

const number = fc.constantFrom(
  ...["0", "-0", "1.0", "12345678901234567890", "1e3", "-1.5E+07", "1E400", "0.10", "9007199254740993"],
)
const text = fc.constantFrom(
  ...[
    '""',
    '"12.50"',
    '"é😀"',
    '"\\ud83d\\ude00"',
    '"\\ud800"',
    '"two\\nlines"',
    '"\\u0000"',
    '"a \\"b\\" \\\\"',
  ],
  ...[
    '"a text of more than sixteen characters"',
    '"a long text with é far behind its beginning"',
    '"{[,:]}"',
    '"\\/"',
  ],
)
const plain = fc.oneof(number, text, fc.constantFrom("true", "false", "null"))
const space = fc.constantFrom("", "", "", " ", "\t", " \r ")
const spaceInDocument = fc.oneof(space, fc.constantFrom("\n", "\r\n "))
const key = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...KEYS).chain(spelt) },
  {
    weight: 3,
    arbitrary: fc.constantFrom('"c"', '"aa"', '""', '"a key of nobody, and long"', '"constructor"'),
  },
)

function objectOf(value: fc.Arbitrary<string>, blank: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const member = fc.tuple(blank, key, blank, blank, value, blank)
  return fc
    .array(member, { maxLength: 5 })
    .map(
      (members) =>
        `{${members.map(([a, name, b, c, held, d]) => `${a}${name}${b}:${c}${held}${d}`).join(",")}}`,
    )
}

function someValue(blank: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const { value } = fc.letrec<{ value: string; list: string; object: string }>((tie) => ({
    value: fc.oneof({ maxDepth: 2, withCrossShrink: true }, plain, tie("list"), tie("object")),
    list: fc.array(tie("value"), { maxLength: 3 }).map((items) => `[${items.join(" ,")}]`),
    object: objectOf(tie("value"), blank),
  }))
  return fc.oneof({ weight: 4, arbitrary: plain }, { weight: 1, arbitrary: value })
}

function recordOf(blank: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const value = someValue(blank)
  return fc.oneof({ weight: 9, arbitrary: objectOf(value, blank) }, { weight: 1, arbitrary: value })
}

/** JSON Lines. */
export const lines = fc
  .array(fc.tuple(space, recordOf(space), space, fc.constantFrom("\n", "\n", "\r\n", "\n\n", "\n \n")), {
    maxLength: 6,
  })
  .map((rows) => rows.map((row) => row.join("")).join(""))

/** A document: mostly an array of records. */
export const document = fc.oneof(
  { weight: 1, arbitrary: recordOf(spaceInDocument) },
  {
    weight: 5,
    arbitrary: fc
      .tuple(
        spaceInDocument,
        fc.array(fc.tuple(spaceInDocument, recordOf(spaceInDocument), spaceInDocument), { maxLength: 5 }),
        spaceInDocument,
      )
      .map(([before, items, after]) => `${before}[${items.map((item) => item.join("")).join(",")}]${after}`),
  },
)

const meaningful = [...'"\\{}[],:019-.eEtfn \n\r\t'].map((character) => character.charCodeAt(0))
const change = fc.tuple(
  fc.constantFrom("replace", "insert", "delete", "cut"),
  fc.nat(),
  fc.oneof(fc.constantFrom(...meaningful, 0x00, 0xff, 0xc3, 0xa9), fc.nat(255)),
)

/** The text's bytes, mostly as they are, else with a few of them changed; sometimes behind a byte order mark. */
export function damaged(text: fc.Arbitrary<string>): fc.Arbitrary<Uint8Array> {
  const changes = fc.oneof(fc.constant([]), fc.array(change, { maxLength: 3 }))
  return fc.tuple(fc.constantFrom("", "", "", "\ufeff"), text, changes).map(([mark, written, list]) => {
    const bytes = [...new TextEncoder().encode(mark + written)]
    for (const [kind, where, byte] of list) {
      const at = where % (bytes.length + 1)
      if (kind === "replace") bytes[Math.min(at, Math.max(0, bytes.length - 1))] = byte
      else if (kind === "insert") bytes.splice(at, 0, byte)
      else if (kind === "delete") bytes.splice(at, 1)
      else bytes.length = Math.min(bytes.length, Math.max(at, 1))
    }
    return Uint8Array.from(bytes)
  })
}
