import { madeStations } from "@mapfold/core/jobs/gsod/made/made-stations"
import type { Random } from "@mapfold/core/jobs/made/random"
import { madeLogs } from "@mapfold/core/jobs/web-logs/made/made-logs"
import { DAY, type SubjectName, YEAR } from "./subjects.ts"

/** Sound objects, as lines, for mutations to start from. */
export type Corpus = {
  /** A sound object's bytes: mostly a few rows of it, seldom all. */
  draw(subject: SubjectName, random: Random): Uint8Array
}

/** From 100 stations on every quirk of the real files occurs; this is enough for most. */
const STATIONS = 40
const LOGS = { files: 3, requests: 400 }

const CELLS = [
  "",
  "a",
  "12.5",
  "é",
  "x, y",
  'say "hi"',
  "two\nlines",
  "😀",
  " ",
  "a field that is quite a bit longer",
]
const HEADERS = ["a,b", '"a","b"', "b,x,a", "a,b,c", '"x\ny",b,a']

export function makeCorpus(): Corpus {
  const encode = (text: string) => new TextEncoder().encode(text)
  const stations = [...madeStations({ year: YEAR, stations: STATIONS })].map(({ bytes }) =>
    new TextDecoder().decode(bytes).trimEnd().split("\n"),
  )
  const logs = [...madeLogs({ day: DAY, ...LOGS })].map(({ text }) => text.trimEnd().split("\n"))

  function drawStation(random: Random): Uint8Array {
    const [header, ...rows] = pick(random, stations)
    return encode([header, ...someOf(random, rows), ""].join("\n"))
  }

  function drawTable(random: Random): Uint8Array {
    const header = pick(random, HEADERS)
    const columns = header.replace("\n", "").split(",").length
    const cell = () => {
      const text = pick(random, CELLS)
      return /[",\n]/.test(text) || random(4) === 0 ? `"${text.replaceAll('"', '""')}"` : text
    }
    const shape = Array.from({ length: columns }, cell).join(",")
    const row = () => (random(2) === 0 ? shape : Array.from({ length: columns }, cell).join(","))
    const end = random(5) === 0 ? "\r\n" : "\n"
    return encode(
      [header, ...Array.from({ length: random(12) }, row)].join(end) + (random(4) === 0 ? "" : end),
    )
  }

  return {
    draw(subject, random) {
      if (subject === "table") return drawTable(random)
      if (subject === "weather" || subject === "hottest") return drawStation(random)
      const lines = someOf(random, pick(random, logs))
      if (subject === "lines") return encode(`${lines.join("\n")}\n`)
      return encode(random(8) === 0 ? (lines[0] ?? "{}") : `[${lines.join(random(3) === 0 ? ",\n" : ",")}]`)
    },
  }
}

export function pick<Value>(random: Random, values: readonly Value[]): Value {
  return values[random(values.length)]!
}

function someOf(random: Random, rows: readonly string[]): readonly string[] {
  const from = random(rows.length)
  return random(20) === 0 ? rows : rows.slice(from, from + random(12))
}
