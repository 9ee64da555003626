import { gzipSync } from "node:zlib"
import { type BadObject, type BadObjects, bytesOf, type Kept, longKey, noise } from "./bad-object.ts"

const FIRST: Kept = ["B", "2023-01-01", 10]
const LAST: Kept = ["B", "2023-01-03", 30]
const ALL = { kept: [FIRST, LAST] }
const ONE = '{"station":"B","date":"2023-01-01","value":1.0}'
const OTHER = '{"station":"B","date":"2023-01-03","value":3.0}'
const LINES = `${ONE}\n${OTHER}\n`
const DEEP = "[".repeat(100_000) + "]".repeat(100_000)

/** A bad line between two good ones. */
function line(text: string, column: string | null, rule: string, value: string | null = null): BadObject {
  const bytes = bytesOf(`${ONE}\n${text}\n${OTHER}\n`)
  return { bytes, kept: [FIRST, LAST], rejected: [{ line: 2, column, rule, value }] }
}

/** A bad value: as it is written, and as the reject has it. */
function value(written: string, rule: string, shown: string | null = written): BadObject {
  return line(`{"station":"B","date":"2023-01-02","value":${written}}`, "$.value", rule, shown)
}

function date(text: string): BadObject {
  return line(`{"station":"B","date":"${text}","value":2.0}`, "$.date", "day", text)
}

/** What JSON Lines objects have in common with whole documents: a line is a record. */
export const jsonLinesObjects = (): BadObjects => ({
  "empty.jsonl": { bytes: "", error: "EmptyObject", message: /^is empty/ },
  "blank.jsonl": { bytes: " \n\n", error: "EmptyObject", message: /^is empty/ },
  "renamed-key.jsonl": line('{"station":"B","day":"2023-01-02","value":2.0}', "$.date", "absent"),
  "null.jsonl": value("null", "absent", null),
  "crlf.jsonl": { bytes: LINES.replaceAll("\n", "\r\n"), ...ALL },
  "lone-cr.jsonl": line(`${ONE}\r${ONE}`, null, "json"),
  "mark.jsonl": { bytes: `\ufeff${LINES}`, ...ALL },
  "no-final-newline.jsonl": { bytes: LINES.trimEnd(), ...ALL },
  "blank-lines.jsonl": { bytes: LINES.replaceAll("\n", "\n\n"), ...ALL },
  "invalid-utf-8.jsonl": line('{"station":"B\xff","date":"2023-01-02","value":2.0}', "$.station", "encoding"),
  "nul.jsonl": line('{"station":"B\0","date":"2023-01-02","value":2.0}', null, "json"),
  "escaped-nul.jsonl": line(
    '{"station":"B\\u0000","date":"2023-01-02","value":2.0}',
    "$.station",
    "nul",
    "B\0",
  ),
  "array.jsonl": line('["B","2023-01-02",2.0]', null, "type"),
  "number.jsonl": line("7", null, "type"),
  "text.jsonl": line('"B"', null, "type"),
  "cut.jsonl": {
    bytes: `${ONE}\n${OTHER.slice(0, 20)}`,
    kept: [FIRST],
    rejected: [{ line: 2, column: null, rule: "json", value: null, raw: OTHER.slice(0, 20) }],
  },
  "two-on-a-line.jsonl": line(`${ONE}${ONE}`, null, "json"),
  "csv-inside.jsonl": line("B,2023-01-02,2.0", null, "json"),
  "array-as-value.jsonl": value("[2.0]", "type", null),
  "object-as-value.jsonl": value('{"a":1}', "type", null),
  "deep-aside.jsonl": {
    bytes: `${ONE.slice(0, -1)},"aside":${DEEP}}\n${OTHER}\n`,
    ...ALL,
  },
  "deep-value.jsonl": value(DEEP, "type", null),
  "deep-line.jsonl": line(DEEP, null, "type"),
  "deep-unclosed.jsonl": line("[".repeat(100_000), null, "json"),
  "number-abc.jsonl": value('"abc"', "number", "abc"),
  "number-1e3.jsonl": value("1e3", "number"),
  "number-0x10.jsonl": line('{"station":"B","date":"2023-01-02","value":0x10}', null, "json"),
  "number-empty.jsonl": value('""', "empty", ""),
  "number--1.jsonl": line('{"station":"B","date":"2023-01-02","value":--1}', null, "json"),
  "number-true.jsonl": value("true", "number"),
  "number-400-digits.jsonl": value("9".repeat(400), "range", `${"9".repeat(200)}…`),
  "date-2023-02-30.jsonl": date("2023-02-30"),
  "odd-keys.jsonl": {
    bytes: `{"__proto__":{"station":"X"},"constructor":1,${ONE.slice(1)}\n${OTHER}\n`,
    ...ALL,
  },
  "odd-groups.jsonl": {
    bytes: `${ONE.replace('"B"', '"__proto__"')}\n${OTHER.replace('"B"', '"constructor"')}\n`,
    kept: [
      ["__proto__", "2023-01-01", 10],
      ["constructor", "2023-01-03", 30],
    ],
  },
  "noise.jsonl": {
    bytes: noise(1_000).filter((byte) => byte !== 10),
    kept: [],
    rejected: [{ line: 1, column: null, rule: "json", value: null }],
  },
  "zipped.jsonl.gz": { bytes: gzipSync(LINES), ...ALL },
  "cut.jsonl.gz": { bytes: gzipSync(LINES).subarray(0, -9), error: "CutGzip", message: /breaks off/ },
  "a b #%🌡️\n.jsonl": value('"abc"', "number", "abc"),
  [longKey(".jsonl")]: value('"abc"', "number", "abc"),
})

/** Two good records with a bad one between them, as an array. */
function element(text: string, column: string | null, rule: string, value: string | null = null): BadObject {
  const bytes = bytesOf(`[\n${ONE},\n${text},\n${OTHER}\n]\n`)
  return { bytes, kept: [FIRST, LAST], rejected: [{ line: 3, column, rule, value }] }
}

/** Whole documents: an array of records, or a single one. */
export const jsonObjects = (): BadObjects => ({
  "empty.json": { bytes: "", error: "EmptyObject", message: /^is empty/ },
  "no-records.json": { bytes: "[]", kept: [] },
  "single.json": { bytes: ONE, kept: [FIRST] },
  "single-bad.json": {
    bytes: "{}",
    kept: [],
    rejected: [{ line: 1, column: "$.station", rule: "absent", value: null, raw: "{}" }],
  },
  "crlf-and-mark.json": { bytes: `\ufeff[\r\n${ONE},\r\n${OTHER}\r\n]`, ...ALL },
  "cut.json": {
    bytes: `[${ONE},\n${OTHER.slice(0, 20)}`,
    error: "CutJson",
    message: /^line 2: the document breaks off/,
  },
  "cut-between.json": { bytes: `[${ONE},\n${OTHER}\n`, error: "CutJson", message: /after 2 records$/ },
  "tail.json": { bytes: `[${ONE}]\nmore`, error: "MalformedJson", message: /^line 2: something follows/ },
  "two-documents.json": {
    bytes: `${ONE}\n${OTHER}`,
    error: "MalformedJson",
    message: /^line 2: something follows/,
  },
  "no-comma.json": { bytes: `[${ONE}\n${OTHER}]`, error: "CutJson", message: /^line 2: the document/ },
  "bad-number.json": {
    bytes: `[${ONE},\n{"station":"B","date":"2023-01-02","value":--1}]`,
    error: "MalformedJson",
    message: /^line 2: record 1 is no JSON/,
  },
  "text.json": { bytes: '"B"', kept: [], rejected: [{ line: 1, column: null, rule: "type", value: null }] },
  "array.json": element('["B","2023-01-02",2.0]', null, "type"),
  "number.json": element("7", null, "type"),
  "missing-key.json": element('{"station":"B","value":2.0}', "$[1].date", "absent"),
  "array-as-value.json": element('{"station":"B","date":"2023-01-02","value":[2]}', "$[1].value", "type"),
  "number-abc.json": element(
    '{"station":"B","date":"2023-01-02","value":"abc"}',
    "$[1].value",
    "number",
    "abc",
  ),
  "number-1e3.json": element(
    '{"station":"B","date":"2023-01-02","value":1e3}',
    "$[1].value",
    "number",
    "1e3",
  ),
  "date-2023-02-30.json": element(
    '{"station":"B","date":"2023-02-30","value":2}',
    "$[1].date",
    "day",
    "2023-02-30",
  ),
  "deep-aside.json": { bytes: `[${ONE.slice(0, -1)},"aside":${DEEP}},${OTHER}]`, ...ALL },
  "deep.json": element(DEEP, null, "type"),
  "deep-only.json": { bytes: "[".repeat(100_000), error: "CutJson", message: /breaks off/ },
  "odd-keys.json": {
    bytes: `[{"__proto__":{"station":"X"},"constructor":1,${ONE.slice(1)},${OTHER}]`,
    ...ALL,
  },
  "noise.json": { bytes: noise(100_000), error: "MalformedJson", message: /^line 1: record 0 is no JSON/ },
  "zipped.json.gz": { bytes: gzipSync(`[${ONE},${OTHER}]`), ...ALL },
  "cut.json.gz": { bytes: gzipSync(`[${ONE}]`).subarray(0, -9), error: "CutGzip", message: /breaks off/ },
  "a b #%🌡️\n.json": element(
    '{"station":"B","date":"2023-01-02","value":"abc"}',
    "$[1].value",
    "number",
    "abc",
  ),
})
