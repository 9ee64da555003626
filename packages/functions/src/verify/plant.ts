import { gsodHottest } from "@mapfold/core/jobs/gsod/hottest"
import { madeStations } from "@mapfold/core/jobs/gsod/made/made-stations"
import { resultsPrefix } from "@mapfold/core/run/layout"

/** The job that is run, the first of the deployed ones. */
export const JOB = gsodHottest.name

/** What the name of each planted object, and of each run, begins with. */
export const MARK = "mapfold-verify-"

/** Years in which nobody has measured anything yet: their folders are verify's own. */
export const YEARS = { main: 2100, killed: 2099, stopped: 2098, empty: 2097 } as const

/** Objects of the main run, and how many of them a batch has. */
export const OBJECTS = 20
export const BATCH_OBJECTS = 5
const GOOD = 14
/** Bytes of a child's input in the run with small batches: room for the BatchInput and some five items. */
export const BATCH_BYTES = 1_000
/** Good objects beside the slow one. */
export const BESIDE_SLOW = 4
/** Rows of an object: two weeks of a made station. */
const ROWS = 14

export type PlantedObject = { readonly key: string; readonly text: string }

/** What is put into the input bucket; the slow objects come on top. */
export type Planted = {
  readonly objects: readonly PlantedObject[]
  /** Of the main run, the same keys with good content. */
  readonly mended: readonly PlantedObject[]
  /** Keys of the main run that are good from the beginning. */
  readonly good: readonly string[]
  /** Keys that must fail, those with rejects, and the one that is none of the job's. */
  readonly failing: readonly string[]
  readonly rejecting: readonly string[]
  readonly skipped: readonly string[]
  /** A key that is not there. */
  readonly absent: string
  /** Of the runs that are to be killed and stopped. */
  readonly slow: { readonly killed: string; readonly stopped: string }
  /** Of all objects, by key: filled while they are put. */
  readonly etags: Map<string, string>
}

export function folderOf(prefix: string, year: number): string {
  return `${prefix}${year}/`
}

export function resultsOf(year: number): string {
  return resultsPrefix(JOB, { year })
}

/** The objects, below the stage's input prefix. */
export function makePlanted(prefix: string): Planted {
  const files = makeFiles(YEARS.main, OBJECTS)
  const keyOf = (year: number, name: string) => `${folderOf(prefix, year)}${MARK}${name}`
  const main = (at: number) => keyOf(YEARS.main, `${String(at + 1).padStart(2, "0")}.csv`)
  const spoilt = [
    { kind: "failing", spoil: (text: string) => text.replace('"TEMP"', '"TEMPERATURE"') },
    { kind: "failing", spoil: () => "" },
    { kind: "failing", spoil: (text: string) => `${text}"` },
    { kind: "rejecting", spoil: (text: string) => spoilRow(text, 3) },
    { kind: "rejecting", spoil: (text: string) => spoilRow(text, 5) },
  ] as const
  const keys = (kind: string) => spoilt.flatMap((how, at) => (how.kind === kind ? [main(GOOD + at)] : []))
  const note = keyOf(YEARS.main, "read-me.txt")
  const beside = [YEARS.killed, YEARS.stopped].flatMap((year) =>
    makeFiles(year, BESIDE_SLOW).map((text, at) => ({ key: keyOf(year, `good-${at + 1}.csv`), text })),
  )
  return {
    objects: [
      ...files.slice(0, GOOD).map((text, at) => ({ key: main(at), text })),
      ...spoilt.map(({ spoil }, at) => ({ key: main(GOOD + at), text: spoil(files[GOOD + at]!) })),
      { key: note, text: "Put here by mapfold verify, which removes it.\n" },
      ...beside,
    ],
    mended: spoilt.map((_, at) => ({ key: main(GOOD + at), text: files[GOOD + at]! })),
    good: files.slice(0, GOOD).map((_, at) => main(at)),
    failing: keys("failing"),
    rejecting: keys("rejecting"),
    skipped: [note],
    absent: keyOf(YEARS.main, "not-there.csv"),
    slow: { killed: keyOf(YEARS.killed, "slow.csv"), stopped: keyOf(YEARS.stopped, "slow.csv") },
    etags: new Map(),
  }
}

/** Good files of a made year, cut to a few rows. */
function makeFiles(year: number, count: number): string[] {
  return [...madeStations({ year, stations: count })].map(({ bytes }) => {
    const lines = new TextDecoder().decode(bytes).split("\n")
    return `${lines.slice(0, ROWS + 1).join("\n")}\n`
  })
}

/** A row that no schema takes: its fields are one too many. */
function spoilRow(text: string, row: number): string {
  const lines = text.split("\n")
  return lines.with(row, `${lines[row]},"too many"`).join("\n")
}
