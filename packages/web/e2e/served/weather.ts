import { readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { mapfold } from "./serve-site.ts"

/** A file that something is wrong with, and the text that it had before. */
export type Spoiled = { readonly key: string; readonly file: string; readonly sound: string }

export type TroubledYear = {
  /** Its header has no column that the job needs: the object fails. */
  readonly headless: Spoiled
  /** A quote in its last row is never closed: the object fails. */
  readonly unclosed: Spoiled
  /** Three of its temperatures are words: the rows are rejected. */
  readonly wordy: Spoiled
  /** One of its days does not exist: the row is rejected. */
  readonly dayless: Spoiled
}

/** The rows of `wordy` that are spoiled, by their line in the file. */
export const WORDY_LINES = [3, 8, 30]

/** A made year of station files in a home, four of which are spoiled. */
export function writeTroubledYear(home: string, stations: number): TroubledYear {
  mapfold("sample", "--stations", String(stations), "--dir", home)
  const folder = join(home, "input/2025")
  const names = readdirSync(folder)
    .filter((name) => name.endsWith(".csv"))
    .sort()
  const spoil = (share: number, change: (lines: string[]) => string): Spoiled => {
    const name = names[Math.floor(names.length * share)]!
    const file = join(folder, name)
    const sound = readFileSync(file, "utf8")
    writeFileSync(file, change(sound.trimEnd().split("\n")))
    return { key: `2025/${name}`, file, sound }
  }
  return {
    headless: spoil(0.3, (lines) => textOf(lines.with(0, lines[0]!.replace('"TEMP"', '"TEMPERATURE"')))),
    unclosed: spoil(0.55, (lines) => `${textOf(lines)}"`),
    wordy: spoil(0.7, (lines) => textOf(WORDY_LINES.reduce(withWord, lines))),
    dayless: spoil(0.85, (lines) =>
      textOf(lines.with(40, lines[40]!.replace(/2025-\d\d-\d\d/, "2025-02-30"))),
    ),
  }
}

/** The temperature is the seventh field of a row; line 1 is the header. */
function withWord(lines: readonly string[], line: number): string[] {
  const cells = lines[line - 1]!.split('","')
  return lines.with(line - 1, cells.with(6, "warm").join('","'))
}

function textOf(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join("")
}
