import { linkSync, mkdirSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { madeStations } from "@mapfold/core/jobs/gsod/made/made-stations"
import {
  BAD_KINDS,
  type BadKind,
  KILLING_KINDS,
  LARGE_KINDS,
  type Lines,
  NAME,
  withCell,
} from "./bad-kinds.ts"
import { KILLERS } from "./killing-job.fixture.ts"

/** A bucket with bad objects among good ones, and what must come of them. */
export type Planted = {
  readonly keys: readonly string[]
  /** By key, the errors of the objects that must fail. */
  readonly failed: ReadonlyMap<string, string>
  /** By key, what the workers end of that read these; they are not among `failed`. */
  readonly killed: ReadonlyMap<string, string>
  /** By key, the rules that its records must be rejected by. */
  readonly rejected: ReadonlyMap<string, readonly string[]>
}

/** `bad` objects are bad by themselves; those that kill come on top. */
export type PlantedOptions = { readonly year: number; readonly objects: number; readonly bad: number }

/** Rows an object: a few days of a made station. */
const ROWS = 9
const STATIONS = 400

/**
 * Writes objects into two buckets: with the bad ones as they are, and the good part alone, which lacks the objects that
 * must fail and the rows that must be rejected.
 */
export function writePlanted(bucket: string, goodPart: string, options: PlantedOptions): Planted {
  const { year, objects, bad } = options
  const folder = (name: string) => join(name, String(year))
  for (const name of [bucket, goodPart]) mkdirSync(folder(name), { recursive: true })
  const kinds = spread(objects, bad)
  const keys: string[] = []
  const [failed, killed] = [new Map<string, string>(), new Map<string, string>()]
  const rejected = new Map<string, readonly string[]>()
  let index = 0
  for (const lines of shortFiles(year)) {
    if (index === objects) break
    const key = `${year}/planted-${String(index).padStart(5, "0")}.csv`
    const kind = kinds.get(index++)
    keys.push(key)
    if (kind === undefined) {
      write(bucket, key, textOf(lines))
      linkSync(join(bucket, key), join(goodPart, key))
    } else if ("killer" in kind) {
      killed.set(key, KILLERS[kind.killer])
      const [header, ...rows] = lines
      write(bucket, key, textOf([header, ...rows.map((row) => withCell(row, NAME, `"${kind.killer}"`))]))
    } else if ("error" in kind) {
      failed.set(key, kind.error)
      write(bucket, key, kind.spoil(lines))
    } else {
      const rows = kind.rows(lines.at(-1)!)
      rejected.set(
        key,
        rows.map(() => kind.rule),
      )
      write(bucket, key, withRows(lines, rows))
      write(goodPart, key, textOf(lines))
    }
  }
  if (index < objects) throw new RangeError(`${STATIONS} stations are too few for ${objects} objects`)
  return { keys, failed, killed, rejected }
}

/** Which objects are bad, and how: scattered over all of them, each kind at least once. */
function spread(objects: number, bad: number): ReadonlyMap<number, BadKind> {
  const all = [...LARGE_KINDS, ...BAD_KINDS]
  if (bad < all.length)
    throw new RangeError(`there are ${all.length} kinds of bad objects, and ${bad} places`)
  const kindOf = (at: number) => all[at] ?? BAD_KINDS[(at - all.length) % BAD_KINDS.length]!
  const kinds = [...Array.from({ length: bad }, (_, at) => kindOf(at)), ...KILLING_KINDS]
  // 7,919 is prime: the places are all different, and neighbours seldom.
  return new Map(kinds.map((kind, at) => [(at * 7_919 + 13) % objects, kind] as const))
}

function* shortFiles(year: number): Generator<Lines> {
  for (const { bytes } of madeStations({ year, stations: STATIONS })) {
    const [header, ...rows] = new TextDecoder().decode(bytes).trimEnd().split("\n")
    for (let at = 0; at + ROWS <= rows.length; at += ROWS) yield [header!, ...rows.slice(at, at + ROWS)]
  }
}

/** The rows behind the object's first one. */
function withRows([header, first, ...others]: Lines, rows: readonly (string | Uint8Array)[]): Uint8Array {
  const pieces = [`${header}\n${first}\n`, ...rows.flatMap((row) => [row, "\n"]), textOf(others)]
  return Buffer.concat(pieces.map((piece) => Buffer.from(piece as string)))
}

function textOf(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join("")
}

function write(bucket: string, key: string, content: string | Uint8Array): void {
  const path = join(bucket, key)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, content)
}
